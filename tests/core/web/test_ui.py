"""The design system's tags: what they print, for every kind of field, list and figure."""

from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest
from crispy_forms.utils import render_crispy_form
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from lucide import IconDoesNotExist
from lxml import html

from core.forms.base import CleanForm, VietnameseDateField
from tests.support.folding import folded


def drawn(source, **context):
    return folded(Template(source).render(Context(context)))


def tree(source, **context):
    return html.fragment_fromstring(drawn(source, **context), create_parent="div")


def page_of(address):
    return RequestFactory().get(address)


class Everything(CleanForm):
    title = forms.CharField(label="Tên mô hình", max_length=200, help_text="Ngắn gọn")
    story = forms.CharField(label="Cách làm", max_length=5000, widget=forms.Textarea(attrs={"rows": 4}))
    free = forms.CharField(label="Ghi chú", widget=forms.Textarea, required=False)
    unit = forms.ChoiceField(label="Đơn vị", choices=[("", "Tất cả"), ("5", "Chi bộ số 5")])
    way = forms.ChoiceField(label="Hình thức", widget=forms.RadioSelect, choices=[("new", "Mới"), ("go", "Duy trì")])
    blocks = forms.MultipleChoiceField(label="Khối", widget=forms.CheckboxSelectMultiple, choices=[("a", "A")])
    agreed = forms.BooleanField(label="Tôi xác nhận", help_text="Sau cuộc họp")
    day = VietnameseDateField(label="Từ ngày", help_text="Ghi ngày/tháng/năm")
    homes = forms.IntegerField(label="Số hộ", required=False)
    scan = forms.FileField(label="Bản ký", required=False)
    secret = forms.CharField(label="Mật khẩu", widget=forms.PasswordInput)
    token = forms.CharField(widget=forms.HiddenInput)


# --- fields -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["title", "story", "unit", "day", "homes", "scan", "secret"])
def test_one_input_has_its_own_label(name):
    field = tree("{% field form.f %}", form={"f": Everything()[name]})
    inputs = field.xpath(".//input | .//textarea | .//select")
    assert [node.get("for") for node in field.xpath(".//label")] == [inputs[0].get("id")]
    assert len(inputs) == 1
    assert "input" in inputs[0].get("class").split()


@pytest.mark.parametrize("name", ["title", "story", "unit", "day", "secret"])
def test_label_hint_error_and_input_come_in_this_order_and_are_tied(name):
    form = Everything({})
    form.fields[name].help_text = "Lời dặn"
    field = tree("{% field form.f %}", form={"f": form[name]})
    order = [node.tag for node in field[0].iter("label", "div", "input", "textarea", "select")]
    spot = field.xpath(".//*[@aria-invalid]")[0]
    assert spot.get("aria-invalid") == "true"
    assert spot.get("aria-describedby").split() == [f"id_{name}_helptext", f"id_{name}_error"]
    told = [field.xpath(f".//*[@id='{key}']")[0] for key in spot.get("aria-describedby").split()]
    assert [told[0].text, form[name].errors[0] in told[1].text_content()] == ["Lời dặn", True]
    assert order[-1] == spot.tag
    assert "field--bad" in field[0].get("class")


def test_an_optional_field_says_so_and_can_be_told_not_to():
    form = Everything()
    assert "không bắt buộc" in drawn("{% field f %}", f=form["free"])
    assert "không bắt buộc" not in drawn("{% field f optional=False %}", f=form["free"])
    assert "không bắt buộc" not in drawn("{% field f %}", f=form["title"])


def test_choices_become_cards_in_a_fieldset_with_a_line_under_each():
    form = Everything({"way": "go"})
    form.fields["way"].widget.choice_hints = {"new": "Lần đầu đăng ký"}
    field = tree("{% field f cols=2 %}", f=form["way"])
    assert field.xpath(".//fieldset/legend")[0].text.strip() == "Hình thức"
    assert [node.get("for") for node in field.xpath(".//label")] == ["id_way_0", "id_way_1"]
    assert [node.text_content() for node in field.xpath(".//label/span")] == ["MớiLần đầu đăng ký", "Duy trì"]
    assert field.xpath(".//input[@checked]/@value") == ["go"]
    assert field.xpath(".//div/@class") == ["radios radios--2"]


def test_several_choices_are_told_their_error():
    field = tree("{% field f %}", f=Everything({})["blocks"])
    assert field.xpath(".//fieldset/@aria-describedby") == ["id_blocks_error"]
    assert "Hãy chọn khối" in field.xpath(".//*[@id='id_blocks_error']")[0].text_content()


def test_a_checkbox_stands_inside_its_label():
    field = tree("{% field f %}", f=Everything({})["agreed"])
    label = field.xpath(".//label")[0]
    assert label.xpath("./input/@id") == ["id_agreed"]
    assert "Sau cuộc họp" in label.text_content()
    assert label.xpath("./input/@aria-describedby") == ["id_agreed_helptext id_agreed_error"]


def test_long_text_is_counted_and_never_cut():
    field = tree("{% field f %}", f=Everything({"title": "Ngõ sáng"})["title"])
    spot = field.xpath(".//input")[0]
    assert (spot.get("maxlength"), spot.get("data-limit")) == (None, "200")
    assert field.xpath(".//*[@data-count-of='id_title']")[0].text.strip() == "8/200"
    assert tree("{% field f %}", f=Everything()["story"]).xpath(".//*[@data-count-of]")[0].text.strip() == "0/5.000"


def test_what_has_no_near_limit_is_not_counted():
    assert tree("{% field f %}", f=Everything()["free"]).xpath(".//*[@data-count-of]") == []


def test_dates_and_numbers_open_the_keyboard_of_numbers():
    form = Everything()
    assert tree("{% field f %}", f=form["day"]).xpath(".//input/@inputmode") == ["numeric"]
    assert tree("{% field f %}", f=form["homes"]).xpath(".//input/@inputmode") == ["numeric"]
    assert "input--date" in drawn("{% field f %}", f=form["day"])


def test_attributes_and_words_can_be_given_in_the_template():
    field = tree(
        '{% field f label="Nội dung" hint="Viết ngắn" rows=2 data_a="b" small=True %}', f=Everything()["story"]
    )
    spot = field.xpath(".//textarea")[0]
    assert (spot.get("rows"), spot.get("data-a"), spot.get("class")) == ("2", "b", "input input--sm")
    assert field.xpath(".//label")[0].text == "Nội dung"
    assert spot.get("aria-describedby") == "id_story_helptext"


def test_a_hidden_field_prints_only_its_input():
    field = tree("{% field f %}", f=Everything({"token": "t"})["token"])
    assert [(node.tag, node.get("type"), node.get("value")) for node in field] == [("input", "hidden", "t")]


def test_typed_markup_is_escaped():
    text = drawn("{% field f %}{% error_summary form %}", f=Everything({"title": "<b>a</b>"})["title"], form=None)
    assert "<b>a" not in text
    assert "&lt;b&gt;a" in text


def test_crispy_draws_the_same_field():
    form = Everything({"title": ""})
    summed_up = "id_title" in render_crispy_form(form)
    assert summed_up
    again = Everything({"title": ""})
    page = html.fragment_fromstring(
        drawn("{% load crispy_forms_tags %}{{ form|crispy }}", form=again), create_parent="div"
    )
    ours = tree("{% field f %}", f=Everything({"title": ""})["title"])
    theirs = page.xpath(".//*[@id='div_id_title']")[0]
    assert html.tostring(theirs, with_tail=False) == html.tostring(ours[0], with_tail=False)
    assert len(page.xpath(".//*[@role='alert']")) == 1


# --- summary of errors --------------------------------------------------------------------------------------------


class Small(CleanForm):
    name = forms.CharField(label="Tên mô hình")
    way = forms.ChoiceField(label="Lĩnh vực", widget=forms.RadioSelect, choices=[("a", "A")])

    def clean(self):
        raise forms.ValidationError("Đợt đăng ký đã kết thúc")


def test_the_summary_counts_and_links_every_error():
    summary = tree("{% error_summary form %}", form=Small({}))[0]
    assert summary.get("role") == "alert"
    assert summary.get("tabindex") == "-1"
    assert summary.xpath(".//h2")[0].text_content().strip() == "Có 3 chỗ cần sửa"
    assert [item.text_content() for item in summary.xpath(".//li")] == [
        "Đợt đăng ký đã kết thúc",
        "Hãy nhập tên mô hình",
        "Hãy chọn lĩnh vực",
    ]
    assert summary.xpath(".//a/@href") == ["#id_name", "#id_way_0"]


def test_the_summary_takes_formsets_and_nothing():
    rows = forms.formset_factory(Small, extra=0)({"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "1"})
    summary = tree("{% error_summary form rows %}", form=None, rows=rows)
    assert summary.xpath(".//a/@href") == ["#id_form-0-name", "#id_form-0-way_0"]


def test_no_errors_no_summary():
    assert drawn("{% error_summary form %}", form=Small()).strip() == ""


def test_a_form_is_summed_up_once_a_page():
    text = drawn("{% error_summary form %}{% error_summary form %}", form=Small({}))
    assert text.count('role="alert"') == 1


def test_the_title_of_a_page_with_errors_begins_with_the_word():
    assert drawn("{% error_prefix %}", form=Small({})) == "Lỗi: "
    assert drawn("{% error_prefix %}", form=Small()) == ""
    assert drawn("{% error_prefix %}") == ""


# --- icons, tags, notes -------------------------------------------------------------------------------------------


def test_an_icon_is_decoration():
    icon = tree('{% icon "house" %}')[0]
    assert (icon.tag, icon.get("class"), icon.get("aria-hidden")) == ("svg", "i", "true")
    assert drawn('{% icon "half" %}').startswith("<svg")


def test_an_unknown_icon_is_an_error_of_the_template():
    with pytest.raises(IconDoesNotExist):
        drawn('{% icon "no-such-icon" %}')


def test_a_state_has_icon_word_and_tone():
    tag = tree('{% tag "warn" "undo-2" text %}', text="Cần <bổ> sung")[0]
    assert tag.get("class") == "tag tag--warn"
    assert tag.text_content() == "Cần <bổ> sung"
    assert [node.tag for node in tag] == ["svg"]
    look = SimpleNamespace(tone="gold", icon="star", label="Được công nhận")
    assert drawn("{% state_tag look %}", look=look) == drawn('{% tag "gold" "star" "Được công nhận" %}')


def test_a_note_holds_markup_and_escapes_values():
    note = tree('{% note "bad" title=t %}<p>{{ x }}</p>{% endnote %}', t="<i>", x="<u>")[0]
    assert note.get("class") == "note note--bad"
    assert [node.text for node in note.xpath(".//p")] == ["<i>", "<u>"]


# --- lists --------------------------------------------------------------------------------------------------------


def test_the_query_string_keeps_what_was_there():
    request = page_of("/?q=ngõ sáng&page=3&unit=5&unit=6")
    assert (
        drawn("{% querystring_with page=2 %}", request=request)
        == "?q=ng%C3%B5+s%C3%A1ng&amp;unit=5&amp;unit=6&amp;page=2"
    )
    assert drawn("{% querystring_with page=None unit=None %}", request=request) == "?q=ng%C3%B5+s%C3%A1ng"


def test_sorting_turns_round_and_goes_back_to_page_one():
    head = '{% sort_link "sent" "Ngày gửi" default="-sent" %}'
    cell = html.fragment_fromstring(drawn(head, request=page_of("/?page=3")))
    assert cell.get("aria-sort") == "descending"
    assert cell.xpath(".//a/@href") == ["?sort=sent"]
    cell = html.fragment_fromstring(drawn(head, request=page_of("/?sort=sent&q=a")))
    assert cell.get("aria-sort") == "ascending"
    assert cell.xpath(".//a/@href") == ["?q=a&sort=-sent"]
    assert html.fragment_fromstring(drawn(head, request=page_of("/?sort=name"))).get("aria-sort") is None


def test_the_pager_counts_and_keeps_the_filter():
    page = Paginator(range(25), 10).page(2)
    pager = tree('{% pager page "hồ sơ" %}', page=page, request=page_of("/?q=a&page=2"))
    assert "Hiển thị 11–20 trong 25 hồ sơ · 10 hồ sơ mỗi trang" in pager.text_content()
    assert pager.xpath(".//a/@href") == ["?q=a&page=1", "?q=a&page=1", "?q=a&page=3", "?q=a&page=3"]
    assert pager.xpath(".//*[@aria-current='page']")[0].text_content() == "Trang 2"


@pytest.mark.parametrize(("count", "text"), [(0, "Không có hồ sơ"), (1, "Hiển thị 1–1 trong 1 hồ sơ")])
def test_one_page_needs_no_links(count, text):
    pager = tree('{% pager page "hồ sơ" %}', page=Paginator(range(count), 10).page(1), request=page_of("/"))
    assert pager.text_content().strip() == text
    assert pager.xpath(".//a") == []


# --- numbers ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "maximum", "width"),
    [(66, 70, "94.3%"), (0, 70, "0.0%"), (80, 70, "100.0%"), (1, 0, "0.0%"), (Decimal("17.5"), 20, "87.5%")],
)
def test_a_bar_is_svg_with_a_share_for_width(value, maximum, width):
    bar = tree('{% bar value maximum "gold" %}', value=value, maximum=maximum)[0]
    assert bar.xpath("./rect/@width") == [width]
    assert bar.get("aria-hidden") == "true"


def test_a_bar_with_words_is_an_image():
    bar = tree('{% bar 1 2 "" "1 trên 2" %}')[0]
    assert (bar.get("role"), bar.get("aria-label"), bar.get("aria-hidden")) == ("img", "1 trên 2", None)


def test_parts_of_a_bar_stand_side_by_side_and_empty_parts_are_left_out():
    bar = tree('{% stack_bar parts "35 đã nộp" %}', parts=[(30, "ok"), (0, "warn"), (10, "bad")])[0]
    assert [(n.get("x"), n.get("width"), n.get("class")) for n in bar.xpath("./rect")] == [
        ("0.0%", "75.0%", "fill-ok"),
        ("75.0%", "25.0%", "fill-bad"),
    ]
    assert [node.text for node in bar.xpath("./text")] == ["30", "10"]
    assert tree("{% stack_bar parts %}", parts=[(0, "ok")])[0].xpath("./rect") == []


def test_a_line_rises_with_its_figures():
    points = [("T1", 6), ("T2", 84)]
    chart = tree('{% line_chart points goal=70 label="Lũy kế" %}', points=points)[0]
    assert chart.get("aria-label") == "Lũy kế"
    assert chart.xpath(".//polyline/@points") == ["52.0,189.3 586.0,50.5"]
    assert [node.text for node in chart.xpath(".//text[contains(@class, 'axis')]")] == ["0", "25", "50", "75", "100"]
    assert "Chỉ tiêu 70" in chart.text_content()


@pytest.mark.parametrize("points", [[], [("T1", 0)]])
def test_a_chart_without_figures_still_stands(points):
    assert drawn("{% line_chart points %}", points=points).startswith("<svg")


def test_steps_are_said_in_words():
    steps = tree('{% steps 2 5 "Tiếp nhận" "thực hiện" %}')
    assert steps.xpath(".//li/@class") == ["done", "now"]
    assert len(steps.xpath(".//li")) == 5
    assert "Bước 2/5: Tiếp nhận. Bước sau: thực hiện" in steps.text_content()


def test_numbers_and_dates_in_vietnamese(frozen_clock):
    assert drawn("{{ d|date_vi }} {{ e|date_vi }}", d=date(2026, 2, 5), e=None) == "05/02/2026 "
    assert drawn("{{ t|datetime_vi }}", t=datetime(2026, 11, 20, 2, 15, tzinfo=UTC)) == "09:15 ngày 20/11/2026"
    assert drawn("{{ a|decimal_vi }} {{ b|decimal_vi }}|", a=Decimal("17.50"), b=None) == "17,5 |"
    assert drawn("{{ a|integer_vi }}{{ b|integer_vi }}", a=1400, b=None) == "1.400"
    assert drawn("{{ d|days_left }}", d=date(2026, 11, 30)) == "Còn 3 ngày"


# --- components ---------------------------------------------------------------------------------------------------


def test_facts_show_what_is_missing_and_lead_to_the_change():
    rows = [{"label": "Lĩnh vực", "value": "Chuyển đổi số", "url": "/sua/"}, {"label": "Ghi chú", "value": ""}]
    facts = tree('{% include "components/summary.html" %}', rows=rows)
    assert [node.text_content().strip() for node in facts.xpath(".//dd")] == [
        "Chuyển đổi số",
        "Sửa Lĩnh vực",
        "Chưa có",
    ]
    assert facts.xpath(".//a/@href") == ["/sua/"]


def test_history_tells_who_what_when_and_why():
    entry = SimpleNamespace(
        at=datetime(2026, 11, 20, 2, 15, tzinfo=UTC),
        who_text="Chuyên viên, Ban Xây dựng Đảng",
        text="Đề nghị bổ sung",
        reason="Thiếu số hộ",
        note="Nhập hộ",
    )
    line = tree('{% include "components/charts/timeline.html" %}', entries=[entry])
    assert line.xpath(".//time")[0].text == "09:15 ngày 20/11/2026"
    assert [part in line.text_content() for part in ("Đề nghị bổ sung", "Chuyên viên", "Thiếu số hộ", "Nhập hộ")] == [
        True
    ] * 4


def test_lookup_forgives_what_is_not_there():
    assert drawn('{{ d|lookup:"a" }}|{{ d|lookup:"b" }}|{{ none|lookup:"a" }}', d={"a": 1}) == "1|None|None"
