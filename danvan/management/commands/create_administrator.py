"""The first administrator of an installation, with the province and the ward where they are missing.

Asks for what no option gives; everything afterwards is done by that person in the browser.
"""

import getpass
import re
import sys

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from core.actor import Actor
from core.exceptions import DomainError
from core.text.formatting import datetime_vi
from core.text.vietnamese import clean_line, fold
from organizations.enums import OrganizationKind, Role
from organizations.models import Organization, User
from organizations.people.services import add_person, change_password
from organizations.units.services import create_province, create_ward

COMMITTEE = re.compile(r"^(?:đảng ủy\s+)?(?:phường|xã|thị trấn|đặc khu)\s+", re.IGNORECASE)
PROVINCE = re.compile(r"^(?:tỉnh|thành) ủy\s+", re.IGNORECASE)
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
SLUG_LENGTH, CODE_LENGTH = 40, 16
TRIES = 3


class Command(BaseCommand):
    help = "Create the first administrator, with the province and the ward when they are missing."

    def add_arguments(self, parser):
        parser.add_argument("--username", help="tên đăng nhập, viết liền")
        parser.add_argument("--full-name", help="họ và tên")
        parser.add_argument("--ward-slug", help="tên phường trong địa chỉ trang, ví dụ yen-bai")
        parser.add_argument("--ward-name", help="ví dụ: Đảng ủy phường Yên Bái")
        parser.add_argument("--ward-code", help="mã của phường")
        parser.add_argument("--province-name", help="ví dụ: Tỉnh ủy Lào Cai")
        parser.add_argument("--province-code", help="mã của tỉnh")
        parser.add_argument("--upper", help="dòng trên của tiêu đề văn bản, ví dụ: ĐẢNG BỘ TỈNH LÀO CAI")
        parser.add_argument("--body", help="dòng dưới của tiêu đề văn bản, ví dụ: ĐẢNG ỦY PHƯỜNG YÊN BÁI")
        parser.add_argument("--place", help="nơi ghi trước ngày tháng, ví dụ: Yên Bái")
        parser.add_argument("--symbol", help="ký hiệu cơ quan trong số văn bản, ví dụ: ĐU")
        parser.add_argument(
            "--one-time-password", action="store_true", help="in mật khẩu dùng một lần thay vì hỏi mật khẩu"
        )
        parser.add_argument("--no-input", action="store_true", help="không hỏi gì; thiếu thì dừng")

    def handle(self, *args, **options):
        self.options = options
        try:
            with transaction.atomic():
                ward = self.ward()
                person, password = self.person(ward)
        except (KeyboardInterrupt, EOFError) as stopped:
            raise CommandError("Đã dừng, chưa tạo gì.") from stopped
        except DomainError as error:
            raise CommandError(f"{error.message}. Chưa tạo gì.") from error
        self.stdout.write(f"Đã tạo tài khoản quản trị “{person.username}” của {ward.name}.")
        if password:
            until = datetime_vi(person.password_expires_at)
            self.stdout.write(f"Mật khẩu dùng một lần: {password} (dùng đến {until}, phải đổi ở lần đăng nhập đầu)")
        self.stdout.write(f"Đăng nhập tại /dang-nhap/, rồi mở /{ward.slug}/quan-tri/don-vi/ để thêm đơn vị.")

    # --- the ward ---------------------------------------------------------------------------------------------------

    def ward(self) -> Organization:
        """The ward named by its slug, made with its province when there is none."""
        wards = Organization.objects.filter(kind=OrganizationKind.WARD)
        only = wards.first() if wards.count() == 1 else None
        if only is None and not self.options["ward_slug"]:
            self.options["ward_name"] = self.ask("ward_name", "Tên đảng ủy phường, xã")
        slug = self.ask("ward_slug", "Tên phường trong địa chỉ trang", only.slug if only else self._proposed_slug())
        if len(slug) > SLUG_LENGTH or not SLUG.fullmatch(slug):
            raise CommandError("Tên trong địa chỉ trang chỉ gồm chữ thường không dấu, số, gạch nối, ví dụ yen-bai.")
        found = wards.filter(slug=slug).first()
        if found is not None:
            return found
        name = self.ask("ward_name", "Tên đảng ủy phường, xã")
        short = COMMITTEE.sub("", name)
        province = self.province()
        return create_ward(
            province=province,
            name=name,
            code=self._code("ward_code", "Mã của phường, xã", slug.replace("-", "").upper()[:CODE_LENGTH]),
            slug=slug,
            address_block={
                "upper": self.ask(
                    "upper", "Dòng trên của tiêu đề văn bản", f"ĐẢNG BỘ TỈNH {PROVINCE.sub('', province.name).upper()}"
                ),
                "body": self.ask("body", "Dòng dưới của tiêu đề văn bản", name.upper()),
                "place": self.ask("place", "Nơi ghi trước ngày tháng", short),
                "symbol": self.ask("symbol", "Ký hiệu cơ quan trong số văn bản", "ĐU"),
            },
        )

    def _proposed_slug(self) -> str:
        name = self.options["ward_name"]
        return re.sub(r"[^a-z0-9]+", "-", fold(COMMITTEE.sub("", name))).strip("-") if name else ""

    def province(self) -> Organization:
        provinces = Organization.objects.filter(kind=OrganizationKind.PROVINCE)
        only = provinces.first() if provinces.count() == 1 else None
        name = self.ask("province_name", "Tên tỉnh ủy, thành ủy", only.name if only else "")
        found = provinces.filter(name_fold=fold(name)).first()
        if found is not None:
            return found
        initials = "".join(word[0] for word in fold(PROVINCE.sub("", name)).split()).upper()
        return create_province(name=name, code=self._code("province_code", "Mã của tỉnh, thành phố", initials))

    def _code(self, option: str, question: str, proposed: str) -> str:
        code = self.ask(option, question, proposed)
        if len(code) > CODE_LENGTH:
            raise CommandError(f"{question} dài quá {CODE_LENGTH} ký tự.")
        return code

    # --- the person -------------------------------------------------------------------------------------------------

    def person(self, ward: Organization) -> tuple[User, str]:
        actor = Actor.system(ward.pk, ward.slug)
        facts = {
            "username": self.ask("username", "Tên đăng nhập của người quản trị"),
            "full_name": self.ask("full_name", "Họ và tên"),
        }
        typed = "" if self.options["one_time_password"] else self.ask_password(User(**facts))
        person, password = add_person(actor=actor, ward=ward, person=facts, organization=ward, role=Role.ADMIN)
        if not typed:
            return person, password
        try:
            change_password(person=person, old=None, new=typed, ward_key=ward.pk, actor=actor)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        return person, ""

    def ask_password(self, person: User) -> str:
        """A password typed twice; '' where nobody can type, which gives a one-time password."""
        if self.options["no_input"] or not sys.stdin.isatty():
            return ""
        for _ in range(TRIES):
            typed = getpass.getpass("Mật khẩu (để trống để máy tạo mật khẩu dùng một lần): ")
            if not typed:
                return ""
            problem = self._problem(typed, person)
            if not problem:
                return typed
            self.stderr.write(problem)
        raise CommandError("Đã nhập ba lần chưa được. Chưa tạo gì.")

    @staticmethod
    def _problem(typed: str, person: User) -> str:
        try:
            validate_password(typed, person)
        except ValidationError as error:
            return " ".join(error.messages)
        return "" if getpass.getpass("Nhập lại mật khẩu: ") == typed else "Hai lần nhập không giống nhau."

    def ask(self, option: str, question: str, proposed: str = "") -> str:
        """The option as given, else the answer typed, else what was proposed. Stops when none of them says anything."""
        given = clean_line(self.options[option] or "")
        if given:
            return given
        can_ask = not self.options["no_input"] and sys.stdin.isatty()
        answer = clean_line(input(f"{question}{f' [{proposed}]' if proposed else ''}: ")) if can_ask else ""
        if answer or proposed:
            return answer or proposed
        raise CommandError(f"Thiếu “{question}”: hãy thêm --{option.replace('_', '-')}.")
