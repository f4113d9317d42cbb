"""What the forms of all apps say of a field left empty: a sentence, not a verb before a label that is no noun."""

import copy
import re
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

from core.forms.base import CleanFields
from tests.house.architecture_rules import FLOORS

ROOT = Path(__file__).resolve().parents[2]
BEGINS = "áp dụng|ban trả|chủ trì|có|dùng|đến|đăng ký|đề nghị|đồng chí|được|gia hạn|hỏi|mở|muốn|thư ký|từ|ủy quyền|về"
NO_NOUN = re.compile(rf"Hãy (nhập|chọn) (({BEGINS})\b|.*(\b(cho|đến|trong|ít nhất)|\))$|[A-ZĐÝ][^A-ZĐ])")
WORDED = {  # read and found good
    "Hãy chọn đăng ký cho tập thể hay cá nhân",
    "Hãy chọn đề nghị cho tập thể hay cá nhân",
    "Hãy chọn tệp danh sách (.xlsx)",
    "Hãy chọn phiếu chấm (.xlsx)",
}


def every_form(kind=CleanFields):
    for form in kind.__subclasses__():
        yield form
        yield from every_form(form)


def sentences(form) -> dict[str, str]:
    worded = SimpleNamespace(fields=copy.deepcopy(form.base_fields))
    CleanFields._word_all(worded)
    shown = {name: field for name, field in worded.fields.items() if field.required and not field.widget.is_hidden}
    return {f"{form.__name__}.{name}": field.error_messages["required"] for name, field in shown.items()}


def test_every_sentence_for_a_field_left_empty_reads_as_vietnamese():
    modules = [path for floor in FLOORS for path in (ROOT / floor).rglob("*.py") if "CleanForm" in path.read_text()]
    for path in modules:
        import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    floors = tuple(f"{floor}." for floor in FLOORS)
    ours = [form for form in every_form() if form.__module__.startswith(floors) and hasattr(form, "base_fields")]
    said = {place: words for form in ours for place, words in sentences(form).items()}
    assert len(said) > 90
    assert {place: words for place, words in said.items() if NO_NOUN.match(words) and words not in WORDED} == {}
