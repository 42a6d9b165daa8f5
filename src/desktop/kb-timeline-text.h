/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-case.h"

G_BEGIN_DECLS

/* Both as plain text to be copied or read: who, when, what, and by which number and fingerprint the
 * entry is found in the journal. (transfer full) */
char *kb_timeline_text_item (KbCase         *kase,
                             KbTimelineItem *item);
char *kb_timeline_text_case (KbCase         *kase);

G_END_DECLS
