"""What is asked of somebody who signs in, sets their password, or shows that it is they?"""

import contextlib
import json
import struct
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, AuthenticateWebAuthnForm
from cryptography.exceptions import InvalidSignature
from django import forms
from django.contrib.auth.forms import SetPasswordForm
from django.core.exceptions import NON_FIELD_ERRORS
from django.core.validators import MaxLengthValidator
from django.forms.utils import ErrorDict

from investigations.actions.factors import Type, factor_with
from investigations.models import User

from .base import Form, HouseStyle

WRONG_CODE = "That code is not right, or was used already. Wait for the next one and try again."
#: What the reader of passkeys stumbles over in a forged one, besides what it refuses in words.
NOT_FROM_A_BROWSER = (KeyError, TypeError, ValueError, AttributeError, IndexError, struct.error, InvalidSignature)
NO_PASSKEY = "The browser made no passkey. Try again."
WRONG_PASSKEY = "The passkey was not accepted, or it took too long. Try again, or enter a code."


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


class ForgottenForm(Form):
    email = forms.EmailField(
        label="Email address", widget=forms.EmailInput(attrs={"autocomplete": "username", "spellcheck": "false"})
    )


CODE = {"autocomplete": "one-time-code", "spellcheck": "false", "class": "code-box"}
CODE_HINT = "Six digits from your app, or one of your recovery codes"


class _WithPasskey(Form):
    """What is proved by a passkey comes in a field that the page's script fills in; without it a code is typed."""

    marks_optional = False

    credential = forms.JSONField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.factor, self.was_wrong = user, None, False
        types = set(Authenticator.objects.filter(user=user).values_list("type", flat=True))
        self.ways = {"has_passkey": Type.WEBAUTHN in types, "has_codes": bool(types - {Type.WEBAUTHN})}

    def refuse(self, sentence: str) -> None:
        """Answer with this alone, and look at nothing that was typed."""
        self._errors = ErrorDict({NON_FIELD_ERRORS: self.error_class([sentence])})

    def _take_passkey(self, credential: Any) -> None:
        form = AuthenticateWebAuthnForm({"credential": json.dumps(credential)}, user=self.user)
        with contextlib.suppress(*NOT_FROM_A_BROWSER):
            if form.is_valid():
                self.factor = form.cleaned_data["credential"]
        if self.factor is None:
            self.was_wrong = True
            self.add_error(None, WRONG_PASSKEY)

    def _take_code(self, code: str) -> None:
        self.factor = factor_with(self.user, code)
        if self.factor is None:
            self.was_wrong = True
            self.add_error("code", WRONG_CODE)


class SecondStepForm(_WithPasskey):
    code = forms.CharField(label="Code", required=False, help_text=CODE_HINT, widget=forms.TextInput(attrs=CODE))

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if given.get("credential"):
            self._take_passkey(given["credential"])
        elif given.get("code"):
            self._take_code(given["code"])
        else:
            self.add_error("code", "Enter the code")
        return given


class ConfirmForm(_WithPasskey):
    """Password, code or passkey: one of them is enough to show that nobody else has sat down here."""

    prefix = "confirm"

    password = forms.CharField(
        label="Password",
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    code = forms.CharField(label="Or a code", required=False, help_text=CODE_HINT, widget=forms.TextInput(attrs=CODE))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        if not user.has_usable_password():
            del self.fields["password"]
            self.fields["code"].label = "Code"
        if not self.ways["has_codes"]:
            del self.fields["code"]

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if given.get("credential"):
            self._take_passkey(given["credential"])
        elif given.get("password"):
            if not self.user.check_password(given["password"]):
                self.was_wrong = True
                self.add_error("password", "That is not your password. Type it again.")
        elif given.get("code"):
            self._take_code(given["code"])
        elif self.fields.keys() - {"credential"}:
            first = next(name for name in self.fields if name != "credential")
            self.add_error(first, "Enter your password, or a code" if len(self.fields) > 2 else f"Enter your {first}")
        else:
            self.add_error(None, "Use your passkey")
        return given


class AppForm(HouseStyle, ActivateTOTPForm):
    """allauth's: the secret waits in the session until a first code shows that the app has it."""

    marks_optional = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        code = self.fields["code"]
        code.label, code.help_text = "Code that the app shows now", "Six digits"
        code.widget.attrs = CODE
        code.error_messages["required"] = "Enter the code that the app shows"


class PasskeyForm(HouseStyle, AddWebAuthnForm):
    marks_optional = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name = self.fields["name"]
        name.label, name.max_length = "What do you call this passkey?", 60
        name.help_text = "Such as “My phone”: so that you know it when you lose it"
        name.widget.attrs |= {"maxlength": 60, "autocomplete": "off"}
        name.validators.append(MaxLengthValidator(60))
        self.fields["credential"].error_messages["required"] = NO_PASSKEY

    def clean(self) -> dict[str, Any]:
        try:
            return super().clean()
        except NOT_FROM_A_BROWSER:
            raise forms.ValidationError(NO_PASSKEY) from None


class RemovalForm(Form):
    marks_optional = False

    reason = forms.CharField(
        label="Why?",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Such as “Lost phone; I spoke to her in person.” How do you know that it was they who asked?",
    )
