/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-compose.h"
#include "kb-sync.h"

G_BEGIN_DECLS

/* The steps of one opening, blocking, in this order; for KbOpening's thread. */
typedef struct _KbOpeningRun KbOpeningRun;

KbOpeningRun  *kb_opening_run_new       (KbSync               *sync,
                                         KbStore              *store,
                                         KbKeyring            *keyring,
                                         guint32               case_row,
                                         const KbIdentityUse  *use,
                                         KbSecret             *passphrase);
void           kb_opening_run_free      (KbOpeningRun         *self);
/* The case, its complaint and the wrapped key are there. */
gboolean       kb_opening_run_prepare   (KbOpeningRun         *self,
                                         GCancellable         *cancellable,
                                         GError              **error);
gboolean       kb_opening_run_spawn     (KbOpeningRun         *self,
                                         GError              **error);
GOutputStream *kb_opening_run_get_input (KbOpeningRun         *self);
gboolean       kb_opening_run_unlock    (KbOpeningRun         *self,
                                         GError              **error);
/* Appends the identity-use entry and waits to see it in the verified chain. */
gboolean       kb_opening_run_record    (KbOpeningRun         *self,
                                         GCancellable         *cancellable,
                                         GError              **error);
/* Fetches the sealed parts and hands them to the window. */
gboolean       kb_opening_run_release   (KbOpeningRun         *self,
                                         GError              **error);
/* The window's next word; failures it reports become errors. */
gboolean       kb_opening_run_next      (KbOpeningRun         *self,
                                         guint8               *ret_type,
                                         guint                *ret_seconds,
                                         GError              **error);
/* Ends the window process whatever state it is in. */
void           kb_opening_run_end       (KbOpeningRun         *self);

G_END_DECLS
