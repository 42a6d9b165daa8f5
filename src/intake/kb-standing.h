/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-roster.h"
#include "kb-storage.h"

G_BEGIN_DECLS

/**
 * KbStanding:
 *
 * What the roster stream says at present: who may do what, and which profiles
 * were given out. The writer's thread and the main thread each have their own,
 * folded from the same entries.
 */
typedef struct _KbStanding KbStanding;

KbStanding      *kb_standing_new          (const guint8        intake[KB_SIGN_PUBLIC_SIZE]);
KbStanding      *kb_standing_load         (KbStorage          *storage,
                                           const guint8        intake[KB_SIGN_PUBLIC_SIZE],
                                           GError            **error);
void             kb_standing_free         (KbStanding         *self);
gboolean         kb_standing_apply        (KbStanding         *self,
                                           KbEntry            *entry,
                                           guint64             seq,
                                           GError            **error);
gboolean         kb_standing_names_intake (KbStanding         *self,
                                           KbEntry            *genesis);
const KbRoster  *kb_standing_get_roster   (KbStanding         *self);
const guint8    *kb_standing_get_genesis  (KbStanding         *self);
const KbProfile *kb_standing_find_profile (KbStanding         *self,
                                           const guint8        hash[KB_HASH_SIZE]);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KbStanding, kb_standing_free)

G_END_DECLS
