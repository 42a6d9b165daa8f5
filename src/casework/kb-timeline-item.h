/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-case.h"

G_BEGIN_DECLS

/* Private to casework/. */
KbTimelineItem *kb_timeline_item_new (const KbFoldInput *input,
                                      const KbCaseState *before);

G_END_DECLS
