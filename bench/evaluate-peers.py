"""Peers of `npm run bench -- evaluate`: onnxruntime on the same model and rows, scikit-learn's metrics on the same scores,
numpy's paired bootstrap. Prints one line of JSON. Arguments: rows, candidate, production."""

import json
import os
import sys
import time

import numpy as np
import onnxruntime as ort
import pyarrow.parquet as pq
from sklearn import metrics as m

rows, candidate, production = sys.argv[1:]
table = pq.read_table(rows)
y = table["y"].to_numpy().astype(np.uint8)
columns = [table[f"x{at:02d}"].to_numpy().astype(np.float32) for at in range(20)]
x = np.column_stack(columns)
batch = 65536


def timed(run):
    start = time.perf_counter()
    result = run()
    return time.perf_counter() - start, result


def scored(path, threads):
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    session = ort.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    names = [one.name for one in session.get_inputs()]
    inputs = [x] if len(names) == 1 else [np.ascontiguousarray(column[:, None]) for column in columns]

    def run():
        parts = []
        for start in range(0, len(y), batch):
            feeds = {name: values[start : start + batch] for name, values in zip(names, inputs)}
            parts.append(session.run(["probabilities"], feeds)[0][:, 1])
        return np.concatenate(parts)

    return timed(run)


one, a = scored(candidate, 1)
every, _ = scored(candidate, os.cpu_count())
_, b = scored(production, 1)


def ten():
    for p in (a, b):
        h = (p >= 0.5).astype(int)
        for metric in (m.accuracy_score, m.f1_score, m.precision_score, m.recall_score, m.matthews_corrcoef, m.balanced_accuracy_score):
            metric(y, h)
        for metric in (m.roc_auc_score, m.log_loss, m.average_precision_score, m.brier_score_loss):
            metric(y, p)


def prepared(p, truth):
    order = np.argsort(p, kind="stable")
    _, starts = np.unique(p[order], return_index=True)
    return order, truth[order] == 1, starts


def area(weights, order, positive, starts):
    weights = weights[order]
    ups = np.add.reduceat(np.where(positive, weights, 0), starts)
    downs = np.add.reduceat(np.where(positive, 0, weights), starts)
    before = np.cumsum(downs) - downs
    return (ups * (before + downs / 2)).sum() / (ups.sum() * downs.sum())


def bootstrap():
    random, n = np.random.default_rng(1), 10_000
    truth = y[:n]
    first, second = prepared(a[:n], truth), prepared(b[:n], truth)
    draws = np.zeros(2000)
    for draw in range(2000):
        weights = np.bincount(random.integers(0, n, n), minlength=n).astype(float)
        draws[draw] = area(weights, *first) - area(weights, *second)
    return draws


print(json.dumps({
    "onnxruntime, 1 thread": one,
    "onnxruntime, all threads": every,
    "scikit-learn, ten metrics twice, no intervals": timed(ten)[0],
    "numpy bootstrap": timed(bootstrap)[0],
}))
