# SPDX-License-Identifier: GPL-3.0-or-later
"""The office that each schedule begins with: founded once, then copied."""
import json
import pathlib
import shutil
import subprocess

from swarm_desk import INTAKE, Desk, Intake

ROLES = {'sari': 'supervisor', 'budi': 'supervisor', 'rina': 'officer', 'adi': 'officer',
         'ratna': 'custodian', 'laptop': 'officer'}
LOST = 'laptop'                 # an officer's, lost and revoked in each schedule


class Office:
    """A server and six desktops in FOLDER."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.intake = Intake(self.folder / 'intake')
        self.desks = {name: Desk(name, role, self.folder / name)
                      for name, role in ROLES.items()}
        self.keys = {}          # name → hex of its signing key

    @property
    def staying(self):
        return [desk for name, desk in self.desks.items() if name != LOST]

    def reading(self, stream):
        roles = ('supervisor',) if stream == 'leadership' else ('supervisor', 'officer')
        return [desk for desk in self.staying if desk.role in roles]

    def start(self):
        self.intake.start()
        for desk in self.desks.values():
            desk.line.target = self.intake.port

    def stop(self):
        for desk in self.desks.values():
            desk.kill()
            desk.line.close()
        self.intake.kill()

    def found(self):
        self.folder.mkdir(parents=True)
        subprocess.run([INTAKE, 'init', '--data', self.intake.data], check=True,
                       stdout=subprocess.DEVNULL)
        code = subprocess.run([INTAKE, 'enroll', '--data', self.intake.data, '--first'],
                              check=True, stdout=subprocess.PIPE, text=True).stdout.strip()
        self.start()
        sari = self.desks['sari']
        paper = sari.must('found', endpoint=sari.url, name='Sari Contoh', code=code)['recovery']
        # The custodian is appointed while there is one supervisor and the paper key.
        for name in ('ratna', 'rina', 'adi', LOST, 'budi'):
            desk = self.desks[name]
            request = desk.must('request', endpoint=desk.url, name=f'{name} contoh',
                                role=desk.role)['request']
            self.keys[name] = json.loads(request)['device']['sign']
            sari.must('approve', request=request, recovery=paper)
            if name == 'ratna':
                sari.must('appoint', device=self.keys[name], recovery=paper)
        for desk in self.desks.values():
            desk.must('exchange')

    def copy_to(self, folder, suffix):
        """This office as it is, at rest, in another folder; see Desk.move_in()."""
        other = Office(folder)
        shutil.copytree(self.folder, folder)
        other.keys = self.keys
        for name, desk in self.desks.items():
            other.desks[name].move_in(desk.items, suffix)
        return other
