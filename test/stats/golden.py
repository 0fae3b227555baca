"""Writes golden.json: figures of SciPy 1.17.1 that the tests hold Pawl's own to. Run: python test/stats/golden.py"""
import json
import math
import pathlib

from scipy import stats

SIZES = [1, 2, 5, 20, 100, 140, 141, 500, 1000, 1001, 10_000, 100_000, 500_000, 1_000_000]
DEVIATIONS = [0.3, 0.5, 0.8, 1.0, 1.3, 1.45, 1.5, 1.9, 2.1, 3.0, 6.0, 18.0]

golden = {
    "source": "SciPy 1.17.1",
    "kstwo_sf": [
        {"n": n, "x": z / math.sqrt(n), "sf": stats.kstwo.sf(z / math.sqrt(n), n)}
        for n in SIZES
        for z in DEVIATIONS
        if z < math.sqrt(n)
    ]
    + [{"n": n, "x": t / n, "sf": stats.kstwo.sf(t / n, n)} for n in (7, 30, 200) for t in (0.4, 0.6, 0.9, n - 0.5)],
    "chi2_sf": [
        {"x": x, "df": df, "sf": stats.chi2.sf(x, df)}
        for x, df in [(0, 1), (1e-9, 1), (3.84, 1), (100, 5), (941.5686, 1), (40, 99), (500, 99), (1500, 1000)]
    ],
    "norm": [
        {"x": x, "cdf": stats.norm.cdf(x), "sf": stats.norm.sf(x)} for x in (-37, -8, -1.96, -1e-8, 0, 0.5, 3, 8, 37)
    ],
    "norm_ppf": [
        {"p": p, "x": stats.norm.ppf(p)} for p in (1e-300, 1e-100, 1e-20, 1e-9, 0.001, 0.025, 0.3, 0.5, 0.6, 0.975, 0.999999)
    ],
}
path = pathlib.Path(__file__).with_name("golden.json")
path.write_text(json.dumps(golden, default=float, indent=1) + "\n")
