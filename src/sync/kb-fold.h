/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-case-state.h"
#include "kb-store.h"

G_BEGIN_DECLS

/**
 * KbFold:
 *
 * The one place where casework's fold is called; the store asks for it inside
 * its transaction. KbStoreItem.item is a KbPulled.
 */
typedef struct
{
  gboolean keep_states;         /* in KbPulled, for the index */
  guint    n_new_cases;         /* of the call that is running; the pull resets it */
} KbFold;

KbStoreFold kb_fold_for_store (KbFold *self);

G_END_DECLS
