/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-keyring.h"

G_BEGIN_DECLS

/**
 * KbSample:
 *
 * An office to try things on: a real server on this computer that nobody else
 * reaches, keys in memory, complaints that nobody wrote. Server and files go
 * with it, also where this program is killed.
 */
typedef struct _KbSample KbSample;

/* Is the server's program on this computer? */
gboolean    kb_sample_is_possible (void);
KbSample   *kb_sample_new         (void);
/* Blocks: a second or two. Once. */
gboolean    kb_sample_set_up      (KbSample      *self,
                                   GCancellable  *cancellable,
                                   GError       **error);
const char *kb_sample_get_profile (KbSample      *self);
KbKeyring  *kb_sample_get_keyring (KbSample      *self);
/* Ends the server and removes every file. Blocks until both is done. */
void        kb_sample_free        (KbSample      *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KbSample, kb_sample_free)

G_END_DECLS
