"""What is asked of somebody who signs in, or sets their password?"""

from django import forms
from django.contrib.auth.forms import SetPasswordForm

from .base import Form, HouseStyle


class SignInForm(Form):
    marks_optional = False

    email = forms.EmailField(
        label="Email address", widget=forms.EmailInput(attrs={"autocomplete": "username", "spellcheck": "false"})
    )
    password = forms.CharField(
        label="Password", strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )
    next = forms.CharField(required=False, widget=forms.HiddenInput)


class NewPasswordForm(HouseStyle, SetPasswordForm):
    """Django's own, with our words: it checks that both are alike, and that the password is a good one."""

    marks_optional = False
    error_messages = {"password_mismatch": "The two passwords are not alike. Type the same one twice."}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        first, second = self.fields["new_password1"], self.fields["new_password2"]
        first.label, second.label = "New password", "The same password again"
        first.help_text = "At least 12 characters. Three words that do not belong together are easy to remember."
        first.error_messages["required"] = "Enter a new password"
        second.error_messages["required"] = "Enter the same password again"
        second.help_text = ""
