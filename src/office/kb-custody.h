/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-keyring.h"
#include "kb-recovery.h"

G_BEGIN_DECLS

#define KB_CUSTODY_LOG_N 18   /* scrypt's work for the custodian's key: a second or so, 256 MiB */

/* What kb_passphrase_strength() answers of one that is taken, and of one that lasts. */
#define KB_PASSPHRASE_TAKEN 2u
#define KB_PASSPHRASE_STRONG 4u

/* 0 (none) to 4 (strong); an estimate from below, without a dictionary. */
guint     kb_passphrase_strength     (KbSecret      *passphrase);

/* Makes the custodian's key, wraps it, keeps it in the keyring. Returns its age1… recipient. */
char     *kb_custody_set_up          (KbKeyring     *keyring,
                                      KbSecret      *passphrase,
                                      guint          log_n,
                                      GCancellable  *cancellable,
                                      GError       **error);
/* The recipient of the key in this keyring; NULL without error: there is none. */
char     *kb_custody_dup_recipient   (KbKeyring     *keyring,
                                      GCancellable  *cancellable,
                                      GError       **error);

G_END_DECLS
