"""Settings of the test suite: the practice settings with plain static files, a quick hasher and a folder of its own."""

import os
import tempfile

os.environ["DANVAN_PRACTICE"] = "1"
os.environ["DANVAN_ENV_FILE"] = os.devnull  # an installation's .env never reaches the tests
if "DANVAN_VAR" not in os.environ:  # one folder for all processes of a run, gone when the first of them ends
    _folder = tempfile.TemporaryDirectory(prefix="danvan-test-")
    os.environ["DANVAN_VAR"] = _folder.name

from danvan.settings import *  # noqa: F403
from danvan.settings import STORAGES

STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
SECRET_KEY = "only-for-tests-" + "0123456789abcdef" * 4
