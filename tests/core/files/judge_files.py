"""`python -m tests.core.files.judge_files FOLDER` judges each file as an upload would; it prints the verdicts as JSON.

With them stands the most memory it took: a process of its own, so that making the files is not counted.
"""

import json
import os
import resource
import sys
from pathlib import Path

import django


def judge(folder: Path) -> None:
    from tests.core.files.hostile_corpus import verdict  # noqa: PLC0415 - needs the settings set up

    told = {}
    for path in sorted(folder.iterdir()):
        name, _, data = path.read_bytes().partition(b"\n\n")
        told[path.name] = verdict(json.loads(name), data)
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    json.dump({"verdicts": told, "megabytes": most}, sys.stdout)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "danvan.settings_test")
    django.setup()
    judge(Path(sys.argv[1]))
