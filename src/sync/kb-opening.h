/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-compose.h"
#include "kb-sync.h"

G_BEGIN_DECLS

typedef enum
{
  KB_OPENING_UNLOCKING,    /* the window process tries the passphrase; nothing recorded yet */
  KB_OPENING_RECORDING,    /* 1: the entry is being sent */
  KB_OPENING_WAITING,      /* 2: taken by the server; counts from here, cancelled or not */
  KB_OPENING_RELEASING,    /* 3: seen in the verified chain; the part is fetched */
  KB_OPENING_SHOWN,        /* the window process shows it */
  KB_OPENING_CLOSED,
} KbOpeningStage;

#define KB_OPENING_ERROR (kb_opening_error_quark ())

typedef enum
{
  KB_OPENING_ERROR_PASSPHRASE,   /* nothing was recorded */
  KB_OPENING_ERROR_NOT_RECORDED, /* could not be recorded: stays sealed */
  KB_OPENING_ERROR_SEAL,         /* the part is not of this complaint, or damaged: alarm */
  KB_OPENING_ERROR_NO_KEY,       /* this keyring holds no custodian's key */
  KB_OPENING_ERROR_WINDOW,       /* the window process could not be started or ended early */
  KB_OPENING_ERROR_WAIT,         /* too many wrong passphrases; the message says how long */
} KbOpeningError;

GQuark kb_opening_error_quark (void);

/**
 * KbOpening:
 *
 * One opening of an identity, from passphrase to closed window. The identity
 * itself passes only as sealed bytes; it is opened and shown in a child
 * process (kumbang-identity) that this object starts and feeds.
 *
 * Properties: "stage" (int), "seconds-left" (uint, while shown), "error" (GError, NULL).
 */
#define KB_TYPE_OPENING (kb_opening_get_type ())
G_DECLARE_FINAL_TYPE (KbOpening, kb_opening, KB, OPENING, GObject)

KbOpening *kb_opening_new        (KbSync               *sync,
                                  KbStore              *store);
/* @passphrase is wiped by the caller afterwards; it goes to the child and nowhere else. */
void       kb_opening_run_async  (KbOpening            *self,
                                  guint32               case_row,
                                  const KbIdentityUse  *use,          /* complaint is filled in from the case */
                                  KbSecret             *passphrase,
                                  GCancellable         *cancellable,  /* works until WAITING */
                                  GAsyncReadyCallback   callback,     /* when closed */
                                  gpointer              user_data);
gboolean   kb_opening_run_finish (KbOpening            *self,
                                  GAsyncResult         *result,
                                  GError              **error);
void       kb_opening_close      (KbOpening            *self);        /* closes the window now */

G_END_DECLS
