"""How every form of the house speaks: its error sentences, its date boxes, its "(optional)"."""

from django import forms

from investigations.forms.widgets import DayMonthYear, DayMonthYearTime

A_REAL_DATE = "Enter a real date, such as 27 3 2026"
A_REAL_MOMENT = "Enter a real date and time, such as 27 3 2026 and 14:30"


class HouseStyle:
    """What Form and ModelForm share. An error message written at a field itself always wins."""

    marks_optional = True
    use_required_attribute = False  # the browser's own bubbles are neither read out well nor ours

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.speak()

    def speak(self):
        """Again for a form whose fields depend on what it is about."""
        for name, field in self.fields.items():
            label = str(field.label or name.replace("_", " ").capitalize())
            ask_for_dates_in_boxes(field)
            speak_plainly(field, label)


class Form(HouseStyle, forms.Form):
    pass


class ModelForm(HouseStyle, forms.ModelForm):
    pass


def ask_for_dates_in_boxes(field: forms.Field) -> None:
    """Give date fields our boxes, unless the form chose a widget of its own."""
    boxes = {forms.DateInput: DayMonthYear, forms.DateTimeInput: DayMonthYearTime}.get(type(field.widget))
    if boxes:
        field.widget = boxes(attrs=field.widget.attrs)
        field.widget.is_required = field.required


def speak_plainly(field: forms.Field, label: str) -> None:
    ready_made = django_messages(field)
    for code, sentence in sentences(field, label).items():
        # A validator's code has no ready-made sentence at the field: it is ours to give unless the form gave one.
        if field.error_messages.get(code) == ready_made.get(code):
            field.error_messages[code] = sentence


def django_messages(field: forms.Field) -> dict[str, str]:
    messages: dict[str, str] = {}
    for kind in reversed(type(field).__mro__):
        messages.update(getattr(kind, "default_error_messages", {}))
    return messages


def sentences(field: forms.Field, label: str) -> dict[str, str]:
    """What to say for each code of error, with the field's own label in it."""
    thing = lower_first(label)
    # Sentences with numbers in them are filled in with %, so a label's own % is doubled there.
    named = label.rstrip("?").replace("%", "%%")
    say = {
        "required": f"Answer the question “{label}”" if label.endswith("?") else f"Enter {thing}",
        "max_length": f"{named}: use %(limit_value)d characters or fewer. You have used %(show_value)d.",
        "min_length": f"{named}: use at least %(limit_value)d characters. You have used %(show_value)d.",
        "max_value": f"{named}: enter %(limit_value)s or less",
        "min_value": f"{named}: enter %(limit_value)s or more",
        "unique": f"Another entry already has this {lower_first(named)}. Enter a different one.",
        "null_characters_not_allowed": f"{label.rstrip('?')}: take out the characters that cannot be shown",
    }
    if isinstance(field, forms.ChoiceField | forms.ModelChoiceField):
        say["required"] = say["required"] if label.endswith("?") else f"Choose {thing}"
        say["invalid_choice"] = say["invalid_list"] = "Choose one of the answers listed"
        say["invalid_pk_value"] = "Choose one of the answers listed"
    if isinstance(field, forms.BooleanField):
        say["required"] = f"Tick the box to continue: “{label}”"
    if isinstance(field, forms.DateField):
        say["invalid"] = A_REAL_DATE
    if isinstance(field, forms.DateTimeField):
        say["invalid"] = A_REAL_MOMENT
    if isinstance(field, forms.TimeField):
        say["invalid"] = "Enter a real time, such as 14:30"
    if isinstance(field, forms.IntegerField):
        say["invalid"] = f"{label.rstrip('?')}: enter a number, such as 10"
    if isinstance(field, forms.EmailField):
        say["invalid"] = "Enter an email address in full, such as name@school.sch.uk"
    if isinstance(field, forms.URLField):
        say["invalid"] = "Enter a web address in full, such as https://example.org/post"
    if isinstance(field, forms.FileField):
        say["required"] = f"Choose a file: {thing}"
        say["empty"] = "That file is empty. Choose another."
        say["max_length"] = "The name of that file is too long. Give it a shorter one and choose it again."
        say["missing"] = say["invalid"] = "The file did not arrive. Choose it again."
        say["invalid_image"] = "That file is not a picture, or it is damaged. Choose another."
    return say


def lower_first(label: str) -> str:
    """Name -> name; but LADO, E-mail of the MIS and I stay."""
    return label[0].lower() + label[1:] if len(label) > 1 and label[1].islower() else label
