"""Makes golden-multiclass.json and golden-regression.json beside this file. Needs numpy and scikit-learn 1.9.1."""
import json
import pathlib
import warnings

import numpy as np
from sklearn import metrics as M

warnings.filterwarnings("ignore")
here = pathlib.Path(__file__).parent


def multiclass(name, y, P, classes):
    y, P, n = np.asarray(y), np.asarray(P, float), len(classes)
    pred, kw = P.argmax(1), {"labels": range(n)}
    sums = P.sum(1, keepdims=True)
    # As Pawl reads them: scikit-learn takes rows that add up to 1 but for rounding as they are.
    Q = np.where(np.abs(sums - 1) <= 1e-5, P, P / sums)
    out = {"accuracy": M.accuracy_score(y, pred), "balanced_accuracy": M.balanced_accuracy_score(y, pred)}
    for average in ("macro", "micro", "weighted"):
        for rate, score in (("precision", M.precision_score), ("recall", M.recall_score), ("f1", M.f1_score)):
            out[f"{rate}_{average}"] = score(y, pred, average=average, zero_division=0, **kw)
    out["matthews_corrcoef"] = M.matthews_corrcoef(y, pred) if len(set(y)) > 1 and len(set(pred)) > 1 else None
    out["cohen_kappa"] = M.cohen_kappa_score(y, pred) if len(set(y)) > 1 else None
    for way in ("ovr", "ovo"):
        for average in ("macro", "weighted"):
            key = f"roc_auc_{way}" + ("_weighted" if average == "weighted" else "")
            if len(set(y)) < n:
                out[key] = None
            elif n == 2:
                out[key] = M.roc_auc_score(y, Q[:, 1])
            else:
                out[key] = M.roc_auc_score(y, Q, multi_class=way, average=average, **kw)
    out["log_loss"] = M.log_loss(y, Q, **kw)
    out["brier"] = float(np.mean(((Q - np.eye(n)[y]) ** 2).sum(1)))
    for k in (2, 3, 5):
        out[f"top_{k}_accuracy"] = M.top_k_accuracy_score(y, P, k=k, **kw) if k < n else None
    right, top = Q.argmax(1) == y, Q.max(1)
    bins = np.minimum((top * 10).astype(int), 9)
    out["ece"] = sum(abs(right[bins == b].mean() - top[bins == b].mean()) * (bins == b).mean() for b in set(bins))
    expected = {k: {"undefined": "no value"} if v is None else float(v) for k, v in out.items()}
    return {"case": name, "inputs": {"y": [classes[i] for i in y], "probabilities": P.tolist(), "classes": classes}, "expected": expected}


def regression(name, y, p):
    y, p = np.asarray(y, float), np.asarray(p, float)
    d = np.abs(y) + np.abs(p)
    out = {"mae": M.mean_absolute_error(y, p), "rmse": M.root_mean_squared_error(y, p), "mse": M.mean_squared_error(y, p),
           "r2": M.r2_score(y, p), "mape": M.mean_absolute_percentage_error(y, p), "medae": M.median_absolute_error(y, p),
           "max_error": M.max_error(y, p), "explained_variance": M.explained_variance_score(y, p), "bias": np.mean(p - y),
           "smape": np.mean(np.where(d == 0, 0, 2 * np.abs(y - p) / np.where(d == 0, 1, d)))}
    out |= {f"pinball_{a}": M.mean_pinball_loss(y, p, alpha=a) for a in (0.1, 0.5, 0.9)}
    return {"case": name, "inputs": {"y": y.tolist(), "predicted": p.tolist()}, "expected": {k: float(v) for k, v in out.items()}}


def draw(rng, rows, n, steps, shares=None):
    """Probabilities are multiples of 1 / steps."""
    y = rng.choice(n, rows, p=shares)
    z = rng.normal(size=(rows, n)) + 1.2 * np.eye(n)[y]
    P = np.exp(z) / np.exp(z).sum(1, keepdims=True)
    return y, np.array([rng.multinomial(steps, row) for row in P]) / steps


rng = np.random.default_rng(6)
names = list("abcdefg")
cases = [multiclass("seven classes", *draw(rng, 60, 7, 9999), names),
         multiclass("four classes of unequal size", *draw(rng, 60, 4, 9999, [0.6, 0.25, 0.1, 0.05]), names[:4]),
         multiclass("six classes, many ties", *draw(rng, 60, 6, 10), names[:6]),
         multiclass("four classes, all tied", [0, 1, 2, 1, 3], np.full((5, 4), 0.25), names[:4]),
         multiclass("two classes", *draw(rng, 30, 2, 100), names[:2]),
         multiclass("one class has all rows", [1, 1, 1], [[0.2, 0.5, 0.3], [0.5, 0.3, 0.2], [0.1, 0.8, 0.1]], names[:3]),
         multiclass("one label for all rows", [0, 1, 2, 2], [[0.1, 0.5, 0.4], [0.3, 0.6, 0.1], [0.1, 0.8, 0.1], [0.2, 0.5, 0.3]], names[:3]),
         multiclass("a certain row that is wrong", [0, 1, 2], [[0, 1, 0], [0, 1, 0], [0.5, 0, 0.5]], names[:3])]
(here / "golden-multiclass.json").write_text(json.dumps(cases) + "\n")
y = np.round(rng.normal(50, 10, 31), 2)
cases = [regression("31 rows", y, np.round(y + rng.normal(1, 3, 31), 2)), regression("30 rows with ties", np.round(y[1:]), np.round(y[:-1])),
         regression("signs", [-2, -1, 1, 2], [1, -1, 0, 4]), regression("far from 0", 1e9 + y, 1e9 + y + rng.normal(0, 1, 31))]
(here / "golden-regression.json").write_text(json.dumps(cases) + "\n")
