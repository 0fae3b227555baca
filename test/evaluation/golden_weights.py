"""Makes golden-weights.json beside this file: figures with sample_weight. Needs numpy and scikit-learn 1.9.1."""
import json
import pathlib
import warnings

import numpy as np
from sklearn import metrics as M

warnings.filterwarnings("ignore")
here = pathlib.Path(__file__).parent


def numbers(found):
    return {name: float(value) for name, value in found.items()}


def ece(right, top, w):
    bins = np.minimum((top * 10).astype(int), 9)
    return sum(abs(np.sum((w * (right - top))[bins == b])) for b in set(bins)) / w.sum()


def binary(name, y, s, w):
    y, s, w = np.asarray(y), np.asarray(s, float), np.asarray(w, float)
    p, kw = (s >= 0.5).astype(int), {"sample_weight": w}
    fpr, tpr, _ = M.roc_curve(y, s, drop_intermediate=False, **kw)
    out = {"accuracy": M.accuracy_score(y, p, **kw), "balanced_accuracy": M.balanced_accuracy_score(y, p, **kw),
           "precision": M.precision_score(y, p, **kw), "recall": M.recall_score(y, p, **kw),
           "specificity": M.recall_score(y, p, pos_label=0, **kw), "f1": M.f1_score(y, p, **kw),
           "fbeta_0.5": M.fbeta_score(y, p, beta=0.5, **kw), "fbeta_2": M.fbeta_score(y, p, beta=2, **kw),
           "matthews_corrcoef": M.matthews_corrcoef(y, p, **kw), "cohen_kappa": M.cohen_kappa_score(y, p, **kw),
           "roc_auc": M.roc_auc_score(y, s, **kw), "average_precision": M.average_precision_score(y, s, **kw),
           "log_loss": M.log_loss(y, s, **kw), "brier": M.brier_score_loss(y, s, **kw),
           "ks": np.max(tpr - fpr), "ece": ece(y, s, w)}
    for rate, score in (("precision", M.precision_score), ("recall", M.recall_score), ("f1", M.f1_score)):
        out[f"{rate}_weighted"] = score(y, p, average="weighted", zero_division=0, **kw)
    return {"case": name, "task": "binary-classification", "y": y.tolist(), "score": s.tolist(), "weights": w.tolist(),
            "roc": [fpr.tolist(), tpr.tolist()], "expected": numbers(out)}


def multiclass(name, y, P, w, n):
    y, P, w = np.asarray(y), np.asarray(P, float), np.asarray(w, float)
    sums = P.sum(1, keepdims=True)
    # As Pawl reads them: scikit-learn takes rows that add up to 1 but for rounding as they are.
    Q = np.where(np.abs(sums - 1) <= 1e-5, P, P / sums)
    p, kw, labels = P.argmax(1), {"sample_weight": w}, {"labels": range(n)}
    out = {"accuracy": M.accuracy_score(y, p, **kw), "balanced_accuracy": M.balanced_accuracy_score(y, p, **kw),
           "matthews_corrcoef": M.matthews_corrcoef(y, p, **kw), "cohen_kappa": M.cohen_kappa_score(y, p, **kw),
           "log_loss": M.log_loss(y, Q, **labels, **kw), "ece": ece((Q.argmax(1) == y) * 1.0, Q.max(1), w),
           "brier": np.average(((Q - np.eye(n)[y]) ** 2).sum(1), weights=w)}
    for average in ("macro", "micro", "weighted"):
        for rate, score in (("precision", M.precision_score), ("recall", M.recall_score), ("f1", M.f1_score)):
            out[f"{rate}_{average}"] = score(y, p, average=average, zero_division=0, **labels, **kw)
    for average in ("macro", "weighted"):
        key = "roc_auc_ovr" + ("_weighted" if average == "weighted" else "")
        out[key] = M.roc_auc_score(y, Q, multi_class="ovr", average=average, **labels, **kw)
    # scikit-learn has no ovo with weights: Hand and Till's mean over pairs, of weighted areas, by its weighted prevalence.
    pairs, prevalences = [], []
    for a in range(n):
        for b in range(a + 1, n):
            both = (y == a) | (y == b)
            area = [M.roc_auc_score(y[both] == c, Q[both, c], sample_weight=w[both]) for c in (a, b)]
            pairs.append(np.mean(area))
            prevalences.append(w[both].sum())
    out["roc_auc_ovo"], out["roc_auc_ovo_weighted"] = np.mean(pairs), np.average(pairs, weights=prevalences)
    for k in (2, 3):
        if k < n:
            out[f"top_{k}_accuracy"] = M.top_k_accuracy_score(y, P, k=k, **labels, **kw)
    return {"case": name, "task": "multiclass-classification", "y": y.tolist(), "probabilities": P.tolist(), "weights": w.tolist(),
            "confusion": M.confusion_matrix(y, p, **labels, **kw).tolist(), "expected": numbers(out)}


def regression(name, y, p, w):
    y, p, w = np.asarray(y, float), np.asarray(p, float), np.asarray(w, float)
    d, kw = np.abs(y) + np.abs(p), {"sample_weight": w}
    out = {"mae": M.mean_absolute_error(y, p, **kw), "rmse": M.root_mean_squared_error(y, p, **kw), "mse": M.mean_squared_error(y, p, **kw),
           "r2": M.r2_score(y, p, **kw), "mape": M.mean_absolute_percentage_error(y, p, **kw), "medae": M.median_absolute_error(y, p, **kw),
           "explained_variance": M.explained_variance_score(y, p, **kw), "max_error": M.max_error(y, p),
           "bias": np.average(p - y, weights=w), "smape": np.average(2 * np.abs(y - p) / d, weights=w)}
    out |= {f"pinball_{a}": M.mean_pinball_loss(y, p, alpha=a, **kw) for a in (0.1, 0.5, 0.9)}
    return {"case": name, "task": "regression", "y": y.tolist(), "predicted": p.tolist(), "weights": w.tolist(), "expected": numbers(out)}


rng = np.random.default_rng(8)


def scores(rows, digits):
    y = rng.integers(0, 2, rows)
    return y, np.round(1 / (1 + np.exp(-rng.normal(2 * y - 1, 1.5))), digits)


def classes(rows, n, steps):
    y = np.concatenate([np.arange(n), rng.integers(0, n, rows - n)])
    z = rng.normal(size=(rows, n)) + 1.2 * np.eye(n)[y]
    P = np.exp(z) / np.exp(z).sum(1, keepdims=True)
    return y, np.array([rng.multinomial(steps, row) for row in P]) / steps


def skew(rows):
    return np.round(np.exp(rng.normal(0, 1.5, rows)), 4) + 1e-4


def values(rows):
    y = np.round(rng.normal(50, 10, rows), 2)
    return y, np.round(y + rng.normal(1, 3, rows), 2)


cases = [
    binary("two classes", *scores(60, 4), skew(60)),
    binary("two classes, many ties", *scores(60, 1), skew(60)),
    binary("whole weights", *scores(40, 2), rng.integers(1, 6, 40)),
    binary("one row with nearly all the weight", *scores(40, 2), np.r_[1e6, np.ones(39)]),
    multiclass("four classes", *classes(60, 4, 9999), skew(60), 4),
    multiclass("five classes, many ties", *classes(60, 5, 10), skew(60), 5),
    multiclass("three classes, whole weights", *classes(40, 3, 100), rng.integers(1, 6, 40), 3),
    regression("numbers", *values(41), skew(41)),
    regression("numbers, half of the weight below the middle", [1, 2, 3, 5, 9], [2, 4, 6, 9, 14], [1, 2, 1, 1, 3]),
    regression("whole weights", *values(40), rng.integers(1, 6, 40)),
]
(here / "golden-weights.json").write_text(json.dumps(cases) + "\n")
