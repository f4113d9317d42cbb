"""Forms of one's own account."""

from django import forms
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError

from core.forms.base import CleanForm
from organizations.access.credentials import AsksPassword

WRONG = "Tên đăng nhập hoặc mật khẩu chưa đúng. Kiểm tra bộ gõ tiếng Việt và phím Caps Lock"
MISTYPED = "Mật khẩu chưa đúng. Kiểm tra bộ gõ tiếng Việt và phím Caps Lock"
TEXT_SIZES = [(100, "Vừa"), (115, "Lớn"), (130, "Rất lớn")]


class SignInForm(AsksPassword, CleanForm):
    """Asks for a name and a password; the answer never tells which of the two was wrong."""

    username = forms.CharField(
        label="Tên đăng nhập",
        max_length=60,
        widget=forms.TextInput(
            attrs={"autocapitalize": "off", "autocorrect": "off", "spellcheck": "false", "autocomplete": "username"}
        ),
    )
    password = forms.CharField(
        label="Mật khẩu",
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, request, *args, **kwargs):
        self.request, self.user = request, None
        super().__init__(*args, **kwargs)

    def clean(self):
        data = super().clean()
        if "username" in data and "password" in data:
            self.user = self.person_of(data["username"], data["password"])
            if self.user is None:
                raise ValidationError(WRONG)
        return data


class ConfirmPasswordForm(AsksPassword, CleanForm):
    """The password of the one who is signed in, once more; wrong tries are counted with the wrong sign-ins."""

    mat_khau_xac_nhan = forms.CharField(
        label="Mật khẩu",
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, request, *args, **kwargs):
        self.request = request
        super().__init__(*args, **kwargs)

    def clean_mat_khau_xac_nhan(self):
        password = self.cleaned_data["mat_khau_xac_nhan"]
        if self.person_of(self.request.user.username, password) is None:
            raise ValidationError(MISTYPED)
        return password


class NewPasswordForm(CleanForm):
    """The same password twice, judged by the rules of settings.AUTH_PASSWORD_VALIDATORS."""

    new_password = forms.CharField(
        label="Mật khẩu mới",
        max_length=128,
        strip=False,
        help_text="Ít nhất 10 ký tự. Nên dùng một câu ngắn dễ nhớ, không dùng tên người, tên địa phương, năm, dãy số.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    repeated = forms.CharField(
        error_messages={"required": "Hãy gõ lại mật khẩu mới"},
        label="Gõ lại mật khẩu mới",
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, user, *args, **kwargs):
        self.user = user
        super().__init__(*args, **kwargs)

    def clean_new_password(self):
        password = self.cleaned_data["new_password"]
        password_validation.validate_password(password, self.user)
        return password

    def clean(self):
        data = super().clean()
        if "new_password" in data and data.get("repeated") != data["new_password"]:
            self.add_error("repeated", "Hai lần gõ chưa giống nhau")
        return data


class PasswordChangeForm(AsksPassword, NewPasswordForm):
    """One's own change: the present password is judged as at sign-in, so that an open session gives no more tries."""

    old_password = forms.CharField(
        label="Mật khẩu hiện nay",
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    field_order = ["old_password", "new_password", "repeated"]

    def __init__(self, request, *args, **kwargs):
        self.request = request
        super().__init__(request.user, *args, **kwargs)

    def clean_old_password(self):
        password = self.cleaned_data["old_password"]
        if self.person_of(self.user.username, password) is None:
            raise ValidationError(MISTYPED)
        return password


class ProfileForm(CleanForm):
    phone = forms.RegexField(
        r"^[0-9+ .()-]{0,20}$",
        label="Số điện thoại",
        required=False,
        error_messages={"invalid": "Số điện thoại chỉ gồm chữ số, dấu cách, dấu + và dấu chấm"},
    )
    text_size = forms.TypedChoiceField(label="Cỡ chữ", choices=TEXT_SIZES, coerce=int, widget=forms.RadioSelect)
