/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-ceremony.h"
#include "kb-test-intake.h"

G_BEGIN_DECLS

/**
 * OfficeDesk:
 *
 * One person's desktop below XDG_DATA_HOME, its keyring in files there, so that it outlives its
 * process.
 */
typedef struct
{
  KbMembership *membership;
  KbStore      *store;          /* NULL: not open */
  KbSync       *sync;
  KbOffice      office;
} OfficeDesk;

/* A folder for everything, and the XDG_DATA_HOME in it; before anything else in main(). */
char       *office_home_new       (void);
void        office_home_remove    (char          *home);
/* New keys; not open yet. */
OfficeDesk *office_desk_new       (const char    *name,
                                   KbTestIntake  *intake);
/* As a program that is started again. */
OfficeDesk *office_desk_load      (const char    *name);
void        office_desk_open      (OfficeDesk    *self);
void        office_desk_close     (OfficeDesk    *self);
void        office_desk_free      (OfficeDesk    *self);
/* The computer is lost: folder and keyring. Takes @self. */
void        office_desk_lose      (OfficeDesk    *self);
void        office_desk_pull      (OfficeDesk    *self);
KbRoster   *office_desk_roster    (OfficeDesk    *self);
const guint8 *office_desk_sign    (OfficeDesk    *self);

/* What a new `kumbang-intake enroll --first` prints. */
void        office_first_code     (KbTestIntake  *intake,
                                   guint8         ret_code[KB_CODE_SIZE]);
/* Founds an office from @name; *@ret_recovery is what its sheet says. */
OfficeDesk *office_found          (const char    *name,
                                   KbTestIntake  *intake,
                                   KbRecovery   **ret_recovery);
/* Code, request and words, up to what the supervisor is asked. */
char       *office_ask            (OfficeDesk    *newcomer,
                                   OfficeDesk    *supervisor,
                                   KbDeviceRole   role);
/* All of joining; @second for a supervisor where there is one. */
OfficeDesk *office_join           (const char    *name,
                                   KbTestIntake  *intake,
                                   OfficeDesk    *supervisor,
                                   KbDeviceRole   role,
                                   KbRecovery    *second);
/* Proposes the custodian's computer with a key of another's, as only a changed program does. */
void        office_propose_own_key (OfficeDesk   *hostile,
                                    OfficeDesk   *custodian);
/* As a reporter's browser does it, with the profile that the server gives out; has it a custodian,
 * with an identity. */
void        office_complain       (KbTestIntake  *intake,
                                   const char    *text,
                                   const char    *inspectorate,
                                   guint8         ret_case[KB_CASE_ID_SIZE]);
/* Does this desktop hold that story, opened? */
gboolean    office_desk_reads     (OfficeDesk    *self,
                                   KbStream       stream,
                                   const char    *text);
guint64     office_desk_head      (OfficeDesk    *self,
                                   KbStream       stream);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OfficeDesk, office_desk_free)

G_END_DECLS
