# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads a whole window at once. Atspi asks for one thing and waits for its answer, thousands of
times for a full list; here all questions of a level are on their way together."""
import dataclasses

import kumbang_drive as drive
from gi.repository import Atspi, Gio, GLib

ACCESSIBLE, COMPONENT = 'org.a11y.atspi.Accessible', 'org.a11y.atspi.Component'
ACTION, TEXT = 'org.a11y.atspi.Action', 'org.a11y.atspi.Text'
PROPERTIES = 'org.freedesktop.DBus.Properties'
ROOT = '/org/a11y/atspi/accessible/root'
WINDOW_COORDS = 1
ANSWER_MS = 5000


@dataclasses.dataclass(eq=False)
class Node:
    """One widget as it was when it was read; children are those that are on the screen or not."""
    path: str
    role: str = ''
    name: str = ''
    text: str = ''
    box: tuple = (0, 0, 0, 0)
    interfaces: tuple = ()
    children: list = dataclasses.field(default_factory=list)
    parent: 'Node' = None

    @property
    def showing(self):
        return self.box[2] > 0 and self.box[3] > 0

    @property
    def said(self):
        return self.text or self.name

    def walk(self):
        yield self
        for child in self.children:
            yield from child.walk()


class Reader(drive.App):
    """drive.App with the same hands and faster eyes. Nodes that it finds are of its own sort."""

    def __init__(self, pid, display, bus_address, timeout=30):
        flags = Gio.DBusConnectionFlags
        self.bus = Gio.DBusConnection.new_for_address_sync(
            bus_address, flags.AUTHENTICATION_CLIENT | flags.MESSAGE_BUS_CONNECTION, None, None)
        self.name = None
        super().__init__(pid, display, timeout)

    def _find_root(self):
        for name, _path in self._ask('org.a11y.atspi.Registry', ROOT, ACCESSIBLE, 'GetChildren'):
            pid = self._ask('org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus',
                            'GetConnectionUnixProcessID', GLib.Variant('(s)', (name,)))
            if pid == self.pid:
                self.name = name
                return name
        return None

    def _ask(self, name, path, interface, method, arguments=None):
        return self.bus.call_sync(name, path, interface, method, arguments, None,
                                  Gio.DBusCallFlags.NONE, ANSWER_MS, None).unpack()[0]

    def _ask_all(self, questions):
        """Answers to (path, interface, method, arguments), None where the widget is gone."""
        answers, left = [None] * len(questions), len(questions)

        def answered(bus, result, at):
            nonlocal left
            left -= 1
            try:
                answers[at] = bus.call_finish(result).unpack()[0]
            except GLib.Error:
                pass
        for at, (path, interface, method, arguments) in enumerate(questions):
            self.bus.call(self.name, path, interface, method, arguments, None,
                          Gio.DBusCallFlags.NONE, ANSWER_MS, None, answered, at)
        while left:
            GLib.MainContext.default().iteration(True)
        return answers

    def read(self):
        """The program's widgets, as a tree."""
        top = Node(ROOT)
        level = [top]
        while level:
            level = self._read_level(level)
        return top

    def _read_level(self, level):
        """Fills the nodes of LEVEL; returns their children that have a place on the screen."""
        asked = self._ask_all([question for node in level for question in (
            (node.path, ACCESSIBLE, 'GetChildren', None), (node.path, ACCESSIBLE, 'GetRole', None),
            (node.path, PROPERTIES, 'Get', GLib.Variant('(ss)', (ACCESSIBLE, 'Name'))),
            (node.path, ACCESSIBLE, 'GetInterfaces', None),
            (node.path, COMPONENT, 'GetExtents', GLib.Variant('(u)', (WINDOW_COORDS,))))])
        below = []
        for at, node in enumerate(level):
            children, role, name, interfaces, box = asked[5 * at:5 * at + 5]
            node.role, node.name = Atspi.role_get_name(Atspi.Role(role or 0)), name or ''
            node.interfaces, node.box = tuple(interfaces or ()), box or (0, 0, 0, 0)
            node.children = [Node(path, parent=node) for _name, path in children or []]
            # GTK keeps the pages of a stack that are not shown; they have no size.
            if node.showing or COMPONENT not in node.interfaces:
                below += node.children
            else:
                node.children = []
        self._read_texts([node for node in level if TEXT in node.interfaces and node.showing])
        return below

    def _read_texts(self, nodes):
        counts = self._ask_all([(node.path, PROPERTIES, 'Get',
                                 GLib.Variant('(ss)', (TEXT, 'CharacterCount'))) for node in nodes])
        texts = self._ask_all([(node.path, TEXT, 'GetText', GLib.Variant('(ii)', (0, count or 0)))
                               for node, count in zip(nodes, counts)])
        for node, text in zip(nodes, texts):
            node.text = text or ''

    def checked(self, node):
        """Whether a button that stays in is in: the page or the view that is shown."""
        low = self._ask(self.name, node.path, ACCESSIBLE, 'GetState')[0]
        return any(low >> int(state) & 1 for state in (
            Atspi.StateType.CHECKED, Atspi.StateType.PRESSED, Atspi.StateType.SELECTED))

    def focused(self, node):
        low = self._ask(self.name, node.path, ACCESSIBLE, 'GetState')[0]
        return bool(low >> int(Atspi.StateType.FOCUSED) & 1)

    def find(self, role, name, timeout=15, visible=True):
        matches = name if callable(name) else lambda text: name in text

        def look():
            for node in self.read().walk():
                if role in (None, node.role) and (node.showing or not visible) and \
                        (matches(node.name) or matches(node.said)):
                    return node
            return None
        return drive.wait(f'{role} {name!r}', look, timeout)

    def texts(self):
        return [node.said for node in self.read().walk() if node.showing and node.said]

    def click(self, node):
        if ACTION in node.interfaces and node.role in ('push button', 'toggle button', 'menu item'):
            self._ask(self.name, node.path, ACTION, 'DoAction', GLib.Variant('(i)', (0,)))
            return
        self.point(node)
        self._tool('xdotool', 'click', '1')

    def point(self, node):
        window = self.window()
        left, top = self._shadow(window)
        x, y, width, height = node.box
        self._tool('xdotool', 'mousemove', '--window', window, str(x + width // 2 + left),
                   str(y + height // 2 + top))
