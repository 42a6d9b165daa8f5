# SPDX-License-Identifier: GPL-3.0-or-later
"""From what a citizen types to what the custodian sees, and where none of it may be left."""
import os
import re
import secrets

import kumbang_drive as drive
import marks
import reader
from scene import CUSTODIAN, PASSPHRASE, check

LETTER = 'ST 700/112/2026'
REASON = 'Klarifikasi keterangan pelapor untuk pemeriksaan khusus'
WRONG = 'bukan frasa ini sama sekali'
CHOSEN = ('Nama', 'Telepon', 'NIK')
STORY_CHARS = 10000

STORY_TOKEN, IDENTITY_TOKEN, PLAIN_TOKEN = (secrets.token_hex(6) for _ in range(3))
STORY_MARKS = {part: f'KBMARKSTORY{STORY_TOKEN}{part}' for part in
               ('begin', 'middle', 'end', 'name', 'place', 'value', 'witness', 'proof')}
IDENTITY_MARKS = {
    'name': f'Bambang KBMARKIDENT{IDENTITY_TOKEN}',
    'nik': '62010112038' + str(secrets.randbelow(10**5)).zfill(5),
    'phone': '0812' + str(secrets.randbelow(10**9)).zfill(9),
    'email': f'kbmarkident{IDENTITY_TOKEN}@contoh.id',
    'safe': f'setelah pukul 18 KBMARKSAFE{IDENTITY_TOKEN}',
    'address': f'Jalan KBMARKSTREET{IDENTITY_TOKEN} 1',
    'occupation': f'Pedagang KBMARKTRADE{IDENTITY_TOKEN}'}

UNUSUAL = ['Café “kutip” ‘tunggal’ — €12,5 juta; naïve e\u0301 (dua tanda).',
           '\tDiawali tab,  dua spasi, <b>&amp;</b> %s %n',
           'Emoji: \U0001F41E\U0001F9D1\u200D\U0001F33E\U0001F1EE\U0001F1E9 selesai.',
           'Kanan ke kiri: שלום עולם ثم العربية lalu kembali.',
           '日本語と中文 · ꦲꦏ꧀ꦱꦫ ꦗꦮ · ᮃᮊ᮪ᮞᮛ', "'; DROP TABLE entries; -- \\u0000 ${HOME} `id`"]


def long_story():
    """Paragraphs, blank lines and every sort of letter, in exactly STORY_CHARS characters."""
    lines = [STORY_MARKS['begin'], *UNUSUAL, '', '']
    number = 0
    while len('\n'.join(lines)) < STORY_CHARS - 400:
        number += 1
        lines.append(f'Paragraf {number}: panitia dipanggil, “paket jalan” → CV é€\U0001F41E '
                     + 'lagi ' * (number % 17) + '.')
        if number == 40:
            lines.append(STORY_MARKS['middle'])
    text = '\n'.join(lines) + '\n'
    ending = '\n' + STORY_MARKS['end']
    return text + 'x' * (STORY_CHARS - len(text) - len(ending)) + ending


STORY = {
    'alias': f'kumbang {STORY_TOKEN}', 'category': 'korupsi', 'group': 'benturan',
    'text': long_story(),
    'reported': {'kind': 'asn', 'name': f'Terlapor é {STORY_MARKS["name"]}',
                 'position': 'Kabid “Bina” €', 'unit': 'Dinas שלום \U0001F41E',
                 'inspectorate': 'no'},
    'when': {'from': '3 Maret 2026', 'to': '20 Mei 2026'},
    'where': f'Kantor — {STORY_MARKS["place"]}', 'value': f'± Rp1,25 M {STORY_MARKS["value"]}',
    'witnesses': f'Dua “orang” {STORY_MARKS["witness"]}', 'elsewhere': 'Belum · العربية',
    'evidence': f'Foto {STORY_MARKS["proof"]}'}
# What every marked text of a kind holds, or is: the searches look for these.
STORY_TRACES = (STORY_TOKEN,)
IDENTITY_TRACES = (IDENTITY_TOKEN, IDENTITY_MARKS['nik'], IDENTITY_MARKS['phone'])
CONTACT = {key: IDENTITY_MARKS[key] for key in ('phone', 'email', 'safe')}
CIVIL = {**{key: IDENTITY_MARKS[key] for key in ('name', 'nik', 'address', 'occupation')},
         'gender': 'laki-laki'}
PLAIN_STORY = {
    'alias': f'tanpa {PLAIN_TOKEN}', 'category': 'etik', 'group': '',
    'text': f'Tanpa skrip {PLAIN_TOKEN}.\nBaris “kedua” é€\U0001F41E شكرا.',
    'reported': {'kind': 'lainnya', 'name': '', 'position': 'Staf', 'unit': 'Dinas Contoh',
                 'inspectorate': 'no'},
    'when': {'from': '1 Mei 2026', 'to': ''}, 'where': 'Kantor', 'value': '', 'witnesses': '',
    'elsewhere': '', 'evidence': ''}


class Told:
    """What earlier steps of the same complaint found out."""
    number = None
    registration = None
    identity_text = None
    identity_log = None


def select(app, words, row_text):
    """Finds a case by search and shows it: as one does who knows a word of it."""
    search(app, words)
    click_row(app, row_text)


def click_row(app, words):
    """A row says its number and all else that it shows in one sentence; the search field and the
    case's heading say less."""
    app.click(app.find(None, lambda text: words in text and re.search(r'KBP?-\d{4}-\d+.* ', text)))


def search(app, words):
    """Types into the search field until one case is left."""
    drive.wait('the list', lambda: any(re.fullmatch(r'[\d.]+ (kasus|cocok)', text)
                                       for text in app.texts()), 30)
    app.focus()
    app.key('ctrl+f')
    app.type(words)
    app.wait_text('1 cocok')


def number_on(app):
    """The number of the case that is shown."""
    for text in app.texts():
        found = re.search(r'KB-\d{4}-\d{4}', text)
        if found:
            return found.group()
    return None


def pull(app):
    app.focus()
    app.key('F5')


def read_page(app):
    """The page of the complaint: its facts by label, and the paragraphs of the story."""
    page = app.find(None, lambda name: name == 'KbComplaintPage')
    labels = {node.said: node for node in page.walk() if node.role == 'label'}
    facts = {}
    for caption in ('Terlapor', 'Tempat', 'Nilai', 'Yang juga tahu', 'Bukti yang disebut',
                    'Dilaporkan di tempat lain', 'Nama samaran'):
        if caption in labels:
            row = labels[caption].parent.children
            facts[caption] = row[row.index(labels[caption]) + 1].said
    story = next(node for node in page.walk() if node.name == 'Cerita')
    return facts, [label.said for label in story.children]


def typed_with_javascript_is_read_byte_for_byte(place):
    receipt = place.browse({'story': STORY, 'contact': CONTACT, 'civil': CIVIL})
    Told.registration = receipt['number']
    app = place.window('officer').app
    pull(app)
    select(app, STORY_MARKS['middle'].lower(), 'Dinas שלום')
    app.wait_text(STORY_MARKS['begin'])
    Told.number = number_on(app)
    typed = [line for line in STORY['text'].split('\n') if line]
    facts, shown = read_page(app)
    check(shown == typed, f'{len(shown)} paragraphs of {len(typed)}: '
          f'{next((pair for pair in zip(shown, typed) if pair[0] != pair[1]), "")}')
    for name, text in (('Tempat', STORY['where']), ('Nilai', STORY['value']),
                       ('Yang juga tahu', STORY['witnesses']),
                       ('Bukti yang disebut', STORY['evidence']),
                       ('Dilaporkan di tempat lain', STORY['elsewhere']),
                       ('Nama samaran', STORY['alias'])):
        check(facts.get(name) == text, f'{name}: {facts.get(name)!r} is not {text!r}')
    for part in ('name', 'position', 'unit'):
        check(STORY['reported'][part] in facts['Terlapor'], part)


def command_line_tells_the_same_bytes(place):
    case = place.show(Told.registration)
    check(case['text'] == STORY['text'], 'the story differs')
    check(case['alias'] == STORY['alias'], 'the alias differs')
    told = str(case)
    for part in ('where', 'value', 'witnesses', 'elsewhere', 'evidence'):
        check(STORY[part] in told, f'{part} differs')
    check(not any(trace in told for trace in IDENTITY_TRACES), 'it tells who wrote it')


def typed_without_javascript_is_marked_and_nameless(place):
    place.browse({'story': PLAIN_STORY, 'script': False})
    app = place.window('officer').app
    pull(app)
    select(app, PLAIN_TOKEN, 'Dinas Contoh')
    app.wait_text('Dikirim tanpa JavaScript')
    app.wait_text('Aduan ini dikirim tanpa identitas.')
    _facts, shown = read_page(app)
    check(shown == PLAIN_STORY['text'].split('\n'), str(shown))
    app.wait_text('Tanpa identitas')


def officer_sees_a_sealed_envelope(place):
    app = place.window('officer').app
    select(app, STORY_MARKS['middle'].lower(), 'Dinas שלום')
    app.wait_text(f'Hanya kustodian, {CUSTODIAN}, yang dapat membukanya. Dibuka 0 kali.')
    check(not app.has('push button', 'Buka identitas', 0.3), 'an officer is offered to open it')
    check(not any(trace in text for trace in IDENTITY_TRACES for text in app.texts()), 'shown')


# The custodian.

def custodian_finds_the_case_by_number(place):
    app = place.window('custodian').app
    pull(app)
    app.wait_text(f'{len(office_cases(place))} kasus')
    select_number(app, Told.number)
    app.wait_text('Anda memegang kuncinya')
    shown = '\n'.join(app.texts())
    check('jadi tidak menyimpan cerita' in shown, 'it does not say why there is no story')
    check('KBMARK' not in shown, 'a story or a name is shown')


def office_cases(place):
    """All cases, those of the leadership too, which the custodian has as numbers."""
    place.office.run('supervisor', 'sync')
    return place.office.run('supervisor', 'list')


def select_number(app, number):
    search(app, number)
    click_row(app, number)


def fill_dialog(app):
    app.click(app.find('push button', 'Buka identitas…'))
    for name in CHOSEN:
        app.click(app.find('check box', name))
    for label, text in (('Nomor Surat Tugas', LETTER), ('Alasan', REASON)):
        app.click(app.find('text', label))
        app.type(text)


def give_passphrase(app, passphrase):
    app.click(app.find('text', 'Frasa sandi'))
    app.key('ctrl+a')
    app.type(passphrase)
    app.click(app.find('push button', 'Catat dan buka'))


def wrong_passphrase_is_told_and_not_recorded(place):
    app = place.window('custodian').app
    fill_dialog(app)
    give_passphrase(app, WRONG)
    told = drive.wait('the sentence about the passphrase', lambda: next(
        (text for text in app.texts() if 'Frasa sandi tidak cocok (percobaan ke-1)' in text),
        None), 40)
    check('detik' in told and 'Identitas tetap disegel' in told, told)
    check(not children(place), 'the window of the identity is still there')
    case = place.show(Told.registration)
    check(case['openings'] == 0, f'{case["openings"]} openings are recorded')


def children(place):
    """Processes of the identity window that the custodian's desktop started."""
    return [int(pid) for pid in os.listdir('/proc') if pid.isdigit() and is_identity_of(pid, place)]


def is_identity_of(pid, place):
    try:
        with open(f'/proc/{pid}/stat', encoding='utf-8', errors='replace') as stat:
            name, rest = stat.read().rsplit(')', 1)
    except (FileNotFoundError, ProcessLookupError):
        return False
    state, parent = rest.split()[:2]
    return ('kumbang-identi' in name and parent == str(place.window('custodian').pid)
            and state != 'Z')


def identity_window(place):
    pid = drive.wait('the identity process', lambda: children(place), 30)[0]
    return reader.Reader(pid, place.window('custodian').screen.display, place.accessibility)


def right_passphrase_shows_exactly_the_chosen_fields(place):
    app = place.window('custodian').app
    drive.wait('the end of the waiting time',
               lambda: not any('Coba lagi dalam' in text for text in app.texts()), 20)
    give_passphrase(app, PASSPHRASE)
    child = identity_window(place)
    child.wait_text(IDENTITY_MARKS['name'], 30)
    shown = child.texts()
    for field in ('name', 'phone', 'nik'):
        check(IDENTITY_MARKS[field] in shown, f'{field} is not shown as it was typed')
    for field in ('email', 'safe', 'address', 'occupation'):
        check(not any(IDENTITY_MARKS[field] in text for text in shown), f'{field} was not chosen')
    check(any(LETTER in text and Told.number in text for text in shown), 'no number and letter')


def countdown_runs(place):
    child = identity_window(place)
    def seconds(app):
        for text in app.texts():
            if 'Tertutup dalam' in text:
                minutes, rest = text.split('dalam ')[1].split('.')[:2]
                return int(minutes) * 60 + int(rest[:2])
        return None
    first = drive.wait('a countdown', lambda: seconds(child))
    check(120 < first <= 180, f'{first} seconds of three minutes')
    drive.wait('fewer seconds', lambda: seconds(child) < first)
    here = place.window('custodian').app
    panel = drive.wait('a countdown on the panel', lambda: seconds(here))
    check(abs(panel - seconds(child)) < 10, 'the two countdowns differ')


def identity_is_in_its_own_process_alone(place):
    found = marks.in_memory(children(place)[0], IDENTITY_TRACES)
    check(set(found) == set(IDENTITY_TRACES), f'the search cannot see what is there: {found}')
    check_no_identity(place)


def check_no_identity(place):
    for profile in ('officer', 'custodian'):
        found = marks.in_memory(place.window(profile).pid, IDENTITY_TRACES)
        check(not found, f'{profile} holds {found}')
    found = marks.in_memory(place.office.server.pid, IDENTITY_TRACES)
    check(not found, f'the server holds {found}')


def identity_closes_and_its_process_is_gone(place):
    app = place.window('custodian').app
    child = identity_window(place)
    child.click(child.find('push button', 'Tutup sekarang'))
    drive.wait('the identity process to exit', lambda: not children(place))
    app.wait_text('Dibuka 1 kali')
    check(not any(trace in text for trace in IDENTITY_TRACES for text in app.texts()),
          'it is still shown')


def officer_sees_that_it_was_opened_and_why(place):
    app = place.window('officer').app
    pull(app)
    app.wait_text('Dibuka 1 kali')
    app.key('alt+2')
    app.wait_text('Identitas dibuka')
    shown = '\n'.join(app.texts())
    for part in (LETTER, REASON, CUSTODIAN, 'nama', 'telepon', 'NIK', '3 menit'):
        check(part in shown, f'the timeline lacks {part}')
    app.key('alt+1')
    app.wait_text(STORY_MARKS['begin'])


# What is left of it.

def officer_holds_the_story_while_it_is_shown(place):
    """Shows that the search of memory finds what is there."""
    found = marks.in_memory(place.window('officer').pid, [STORY_MARKS['middle']])
    check(STORY_MARKS['middle'] in found, 'the search cannot see the story on the screen')


def no_desktop_holds_the_identity(place):
    check_no_identity(place)


def custodian_holds_no_story(place):
    found = marks.in_memory(place.window('custodian').pid, STORY_TRACES)
    check(not found, f'the custodian holds {found}')


def server_holds_neither_story_nor_identity(place):
    found = marks.in_memory(place.office.server.pid, [*STORY_TRACES, *IDENTITY_TRACES])
    check(not found, f'the server holds {found}')


def no_file_and_no_log_holds_them(place):
    """The server's data, the stores with their journals, all of the session, what was logged."""
    wanted = [*STORY_TRACES, *IDENTITY_TRACES, PASSPHRASE, WRONG]
    planted = place.folder / 'planted'
    planted.mkdir()
    (planted / 'eight').write_bytes(b'..' + wanted[0].encode())
    (planted / 'sixteen').write_bytes(b'..' + wanted[1].encode('utf-16-le'))
    check(len(marks.in_folder(planted, wanted)) == 2, 'the search cannot see what is there')
    for folder in (place.office.data, place.session.folder, place.logs, place.office.folder):
        found = marks.in_folder(folder, wanted)
        check(not found, f'{found}')
    check(place.office.store_path('officer').stat().st_size > 0, 'no store was searched')
    check(any(path.stat().st_size > 0 for path in place.logs.iterdir()), 'no log was searched')


TESTS = [
    typed_with_javascript_is_read_byte_for_byte,
    command_line_tells_the_same_bytes,
    typed_without_javascript_is_marked_and_nameless,
    officer_sees_a_sealed_envelope,
    custodian_finds_the_case_by_number,
    wrong_passphrase_is_told_and_not_recorded,
    right_passphrase_shows_exactly_the_chosen_fields,
    countdown_runs,
    identity_is_in_its_own_process_alone,
    identity_closes_and_its_process_is_gone,
    officer_sees_that_it_was_opened_and_why,
    officer_holds_the_story_while_it_is_shown,
    no_desktop_holds_the_identity,
    custodian_holds_no_story,
    server_holds_neither_story_nor_identity,
    no_file_and_no_log_holds_them,
]
