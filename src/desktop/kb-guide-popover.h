/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "kb-guide.h"

G_BEGIN_DECLS

/**
 * KbGuidePopover:
 *
 * A few plain questions that end in a proposal for a review sheet. Signal: "proposed" (pointer:
 * the #KbGuideNode at which the questions ended).
 */
#define KB_TYPE_GUIDE_POPOVER (kb_guide_popover_get_type ())
G_DECLARE_FINAL_TYPE (KbGuidePopover, kb_guide_popover, KB, GUIDE_POPOVER, GtkPopover)

GtkWidget *kb_guide_popover_new (void);

G_END_DECLS
