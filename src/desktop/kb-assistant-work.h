/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-ceremony.h"
#include "kb-code.h"
#include "kb-desk-private.h"
#include "kb-sample.h"

G_BEGIN_DECLS

#define KB_ASSISTANT_ERROR (kb_assistant_error_quark ())

/**
 * KbAssistantError:
 * @KB_ASSISTANT_ERROR_ADDRESS: not the address of a server
 * @KB_ASSISTANT_ERROR_CERTIFICATE: the chosen file holds no certificate
 * @KB_ASSISTANT_ERROR_FOUNDED: this server has its office already
 * @KB_ASSISTANT_ERROR_NO_OFFICE: this server has no office yet
 */
typedef enum
{
  KB_ASSISTANT_ERROR_ADDRESS,
  KB_ASSISTANT_ERROR_CERTIFICATE,
  KB_ASSISTANT_ERROR_FOUNDED,
  KB_ASSISTANT_ERROR_NO_OFFICE,
} KbAssistantError;

GQuark kb_assistant_error_quark (void);

/**
 * KbAssistantStage:
 *
 * Where a profile stands that is not, or not wholly, a member of an office.
 */
typedef enum
{
  KB_ASSISTANT_STAGE_MEMBER,     /* nothing to do */
  KB_ASSISTANT_STAGE_NEW,        /* no membership */
  KB_ASSISTANT_STAGE_FOUNDED,    /* the office exists, its first keys may not */
  KB_ASSISTANT_STAGE_WAITING,    /* asked to join; a supervisor has to approve */
} KbAssistantStage;

/**
 * KbAssistantWork:
 *
 * What the steps gather and the ceremonies make of it. Reference counted: a job
 * holds it on its thread. The window leaves it alone while a job runs.
 */
typedef struct
{
  char          *profile;
  KbKeyring     *keyring;

  /* typed */
  KbCodeType     aim;            /* FIRST founds, JOIN joins */
  char          *address;
  char          *ca_file;        /* nullable */
  char          *code_text;
  char          *office_name;    /* typed to found; told by the server to join */
  char          *person;
  KbDeviceRole   role;
  KbSecret      *passphrase;     /* the custodian's, until its key is made */

  /* found out and made */
  guint8         code[KB_CODE_SIZE];
  guint8         intake[KB_SIGN_PUBLIC_SIZE];
  guint8         genesis[KB_HASH_SIZE];
  KbMembership  *membership;
  KbRecovery    *recovery;
  KbEntry       *entry;          /* the genesis entry that the sheet names */
  char          *made_from;      /* what it was made from */
  GFile         *sheet_file;     /* where the sheet is saved; nullable */
  gboolean       sheet_kept;     /* printed or saved */
  gboolean       founded_before; /* by this computer, with another sheet */
  char          *recipient;      /* a custodian's own */
  char          *words;
  gboolean       enrolled;
  KbSample      *sample;         /* instead of all this */
  KbDeskOffice  *office;         /* from the first pull to the end */
} KbAssistantWork;

KbAssistantWork *kb_assistant_work_new   (const char       *profile,
                                          KbKeyring        *keyring);
KbAssistantWork *kb_assistant_work_ref   (KbAssistantWork  *self);
void             kb_assistant_work_unref (KbAssistantWork  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KbAssistantWork, kb_assistant_work_unref)

/* Where the profile stands; fills in what a step that was broken off had. Reads two small files. */
KbAssistantStage kb_assistant_work_resume (KbAssistantWork *self);

/**
 * KbAssistantJob:
 *
 * A step's work. Blocks; can be done again after a failure.
 */
typedef gboolean (*KbAssistantJob) (KbAssistantWork  *self,
                                    GCancellable     *cancellable,
                                    GError          **error);

/* Code and address: are they of one office? Fills in intake, genesis and the office's name. */
gboolean kb_assistant_job_ask       (KbAssistantWork *self, GCancellable *cancellable,
                                     GError **error);
/* Opens the keyring, with the system's prompt. */
gboolean kb_assistant_job_unlock    (KbAssistantWork *self, GCancellable *cancellable,
                                     GError **error);
/* The device's keys; to found also the recovery key and the genesis entry. */
gboolean kb_assistant_job_keys      (KbAssistantWork *self, GCancellable *cancellable,
                                     GError **error);
gboolean kb_assistant_job_save_sheet (KbAssistantWork *self, GCancellable *cancellable,
                                      GError **error);
/* Founding: the genesis entry; the first pull; the first keys and the profile. */
gboolean kb_assistant_job_found     (KbAssistantWork *self, GCancellable *cancellable,
                                     GError **error);
gboolean kb_assistant_job_pull      (KbAssistantWork *self, GCancellable *cancellable,
                                     GError **error);
gboolean kb_assistant_job_mend      (KbAssistantWork *self, GCancellable *cancellable,
                                     GError **error);
/* Joining: the custodian's key, the request, the answer. */
gboolean kb_assistant_job_custodian (KbAssistantWork *self, GCancellable *cancellable,
                                     GError **error);
gboolean kb_assistant_job_request   (KbAssistantWork *self, GCancellable *cancellable,
                                     GError **error);
gboolean kb_assistant_job_enrolled  (KbAssistantWork *self, GCancellable *cancellable,
                                     GError **error);
/* An office to try things on. */
gboolean kb_assistant_job_sample    (KbAssistantWork *self, GCancellable *cancellable,
                                     GError **error);
/* Forgets that a step was broken off: the profile is a member. */
gboolean kb_assistant_job_finish    (KbAssistantWork *self, GCancellable *cancellable,
                                     GError **error);

void     kb_assistant_work_run_async  (KbAssistantWork      *self,
                                       KbAssistantJob        job,
                                       GObject              *source,
                                       GCancellable         *cancellable,
                                       GAsyncReadyCallback   callback,
                                       gpointer              user_data);
gboolean kb_assistant_work_run_finish (GAsyncResult         *result,
                                       GError              **error);

G_END_DECLS
