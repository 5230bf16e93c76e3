"""The CDNOW sample: purchases of 2,357 customers of a music shop in 1997 and 1998."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pandas

PACKAGE = "lifetimes==0.11.3"
MEMBER = "lifetimes/datasets/CDNOW_sample.txt"
COLUMNS = ["customer_master", "customer", "day", "quantity", "amount"]


def fetch(folder):
    """Download the package that holds the sample, once; nothing of it is installed.

    :return: path of the wheel
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    wheels = sorted(folder.glob("*.whl"))
    if not wheels:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", folder, PACKAGE]
        subprocess.run(command, check=True)
        wheels = sorted(folder.glob("*.whl"))
    return wheels[0]


def read(wheel):
    """:return: DataFrame of purchases in the order of the file, with COLUMNS; amounts in cents"""
    with zipfile.ZipFile(wheel) as package, package.open(MEMBER) as text:
        frame = pandas.read_csv(text, sep=r"\s+", names=COLUMNS, dtype={"day": str})
    frame["day"] = pandas.to_datetime(frame["day"], format="%Y%m%d")
    frame["amount"] = (frame["amount"] * 100).round().astype(int)
    return frame


def first_customers(frame, count):
    """:return: the purchases of the first ``count`` customers, all of them for None"""
    chosen = frame["customer"].unique()[:count]
    return frame[frame["customer"].isin(chosen)].reset_index(drop=True)
