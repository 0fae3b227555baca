"""Trains the income model. Pawl says in PAWL_… where the rows and parameters are, and takes what is left in PAWL_OUT."""

import json
import os
from pathlib import Path

import pandas as pd
from skl2onnx import to_onnx
from skl2onnx.common.data_types import FloatTensorType, StringTensorType
from sklearn.compose import make_column_transformer
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.impute import SimpleImputer
from sklearn.inspection import permutation_importance
from sklearn.metrics import log_loss
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder

TARGET = "income"
NUMBERS = ["age", "hours_per_week", "capital_gain"]
TEXTS = ["education", "occupation"]

# Everything that chance has a part in gets this seed: the same rows, parameters and seed give the same model, byte for byte.
seed = int(os.environ["PAWL_SEED"])
params = json.loads(Path(os.environ["PAWL_PARAMS"]).read_text())
out = Path(os.environ["PAWL_OUT"])

# As Pawl hands them to the model later: numbers of 32 bits, NaN for an empty one, "" for an empty text.
rows = pd.read_parquet(os.environ["PAWL_TRAIN"])
features = rows[NUMBERS].astype("float32").join(rows[TEXTS].fillna("").astype(object))
# A tenth of the training rows shows how well each further tree does on rows that it has not seen.
learn, check, learn_target, check_target = train_test_split(
    features, rows[TARGET], test_size=0.1, stratify=rows[TARGET], random_state=seed
)

prepare = make_column_transformer(
    (SimpleImputer(strategy="median"), NUMBERS),
    (OneHotEncoder(handle_unknown="ignore", sparse_output=False), TEXTS),
)
# The parameters of model.yaml have scikit-learn's names, so it refuses those that it does not know.
model = make_pipeline(prepare, GradientBoostingClassifier(**params, random_state=seed))
model.fit(learn, learn_target)

with open(out / "metrics.jsonl", "w") as metrics:
    for name, table, truth in [("loss", learn, learn_target), ("validation_loss", check, check_target)]:
        stages = model[-1].staged_predict_proba(model[:-1].transform(table))
        for step, chances in enumerate(stages, start=1):
            metrics.write(json.dumps({"step": step, "name": name, "value": log_loss(truth, chances)}) + "\n")

# How much worse the model ranks those rows when the values of one column are shuffled.
importance = permutation_importance(model, check, check_target, scoring="roc_auc", random_state=seed)
drops = dict(zip(check.columns, importance.importances_mean.tolist()))
(out / "importance.json").write_text(json.dumps(drops, indent=2) + "\n")

# One input for each column, by its name; and probabilities as a table, not as a list of dictionaries.
inputs = [(name, FloatTensorType([None, 1])) for name in NUMBERS]
inputs += [(name, StringTensorType([None, 1])) for name in TEXTS]
onnx = to_onnx(model, initial_types=inputs, name="income", options={"zipmap": False})
(out / "model.onnx").write_bytes(onnx.SerializeToString())
print(f"{len(rows)} rows, {model[-1].n_estimators_} trees, validation loss {log_loss(check_target, chances):.4f}")
