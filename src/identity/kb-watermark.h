/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * KbWatermark:
 *
 * Repeats a line of text, slanted and faint, over what lies under it, so that
 * a photograph of the screen says whose it was. Property "text".
 */
#define KB_TYPE_WATERMARK (kb_watermark_get_type ())
G_DECLARE_FINAL_TYPE (KbWatermark, kb_watermark, KB, WATERMARK, GtkWidget)

G_END_DECLS
