/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "kb-case.h"

G_BEGIN_DECLS

/**
 * KbRelatedGroup:
 *
 * The cases that a case is linked with, and those that are probably the same matter, which a
 * person may link. Presses "win.show-case" (u), "win.relate" and "win.unrelate" (us) and
 * "win.find-related".
 */
#define KB_TYPE_RELATED_GROUP (kb_related_group_get_type ())
G_DECLARE_FINAL_TYPE (KbRelatedGroup, kb_related_group, KB, RELATED_GROUP, AdwPreferencesGroup)

GtkWidget *kb_related_group_new  (void);
/* @found: (nullable) (element-type KbFoundCase) */
void       kb_related_group_show (KbRelatedGroup *self,
                                  GPtrArray      *found);

/* Below what it is linked with. @alike: (element-type KbFoundCase) */
void       kb_related_group_offer (KbRelatedGroup *self,
                                   GPtrArray      *alike);

G_END_DECLS
