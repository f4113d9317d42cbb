"""What scripts/start does inside Django, in one process because each start of Django costs half a second.

Run from the project's folder by scripts/start, which sets DANVAN_PRACTICE: 1 loads the practice ward, 0 is production.
Ends with one sentence instead of a trace when the operator can mend what is wrong.
"""

import os
import sys
from io import StringIO
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import django
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import OperationalError

# Of the folder bootstrap/ only bootstrap-reboot.min.css and its map are served.
UNSERVED = ["bootstrap.*", "bootstrap-grid*", "bootstrap-utilities*", "*.rtl.*", "bootstrap-reboot.css*"]


def say(line: str) -> None:
    print(f"· {line}", flush=True)


def prepare(practice: bool) -> None:
    say("Chuẩn bị cơ sở dữ liệu")
    call_command("migrate", interactive=False, verbosity=0)
    call_command("ensure_guards", stdout=StringIO())
    call_command("check", databases=["default"], fail_level="WARNING", stdout=StringIO())
    say("Gom tệp giao diện")
    call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=UNSERVED)
    if practice:
        say("Nạp dữ liệu tập sự (lần đầu mất vài chục giây)")
        call_command("load_practice_ward")
        return
    if not settings.PUBLIC_URL:
        say("Chưa đặt DANVAN_PUBLIC_URL trong .env: chưa công bố quyết định, chưa lập giấy công nhận được")
    if not get_user_model().objects.exists():
        say("Chưa có tài khoản nào. Tạo người quản trị đầu tiên: .venv/bin/python manage.py create_administrator")


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "danvan.settings")
    try:
        django.setup()
        prepare(practice=os.environ["DANVAN_PRACTICE"] == "1")
    except (CommandError, ImproperlyConfigured) as problem:
        sys.exit(f"DỪNG: {problem}")
    except OperationalError as problem:
        sys.exit(
            f"DỪNG: không làm việc được với cơ sở dữ liệu, xem lại DATABASE_URL hoặc chỗ trống trên đĩa.\n{problem}"
        )


if __name__ == "__main__":
    main()
