# SPDX-License-Identifier: GPL-3.0-or-later
"""One case in a window: what tests ask of it and do to it, by the keyboard."""
import kumbang_drive as drive


def head(app, n=8):
    texts = app.texts()
    at = texts.index('KbCaseDetail') if 'KbCaseDetail' in texts else len(texts)
    return texts[at:at + n]


def focus(app, node):
    """By the keyboard alone; what is scrolled away comes into view."""
    for _ in range(80):
        if app.focused(node):
            return
        app.key('Tab')
    raise drive.NotFound(f'no way to {node.said!r} by Tab')


def write_in(app, name, text):
    """Types into the field of that NAME, wherever it is scrolled to."""
    focus(app, app.find('text', lambda said: said == name, visible=False))
    app.key('ctrl+a')
    app.type(text)


def step(app):
    """What the suggested button would do."""
    box = app.find(None, lambda name: name == 'KbMoveBox')
    return next((node.name for node in box.walk() if node.role == 'push button' and node.name), None)


def status_is(app, name):
    box = app.find(None, lambda text: text == 'KbCaseStatus')
    return name in [node.said for node in box.walk()]
