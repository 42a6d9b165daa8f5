/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * KbKeyCard:
 *
 * One key in three lines: which it is, where it is kept, what its loss means.
 *
 * Properties: "title", "which", "where", "lost" (strings).
 */
#define KB_TYPE_KEY_CARD (kb_key_card_get_type ())
G_DECLARE_FINAL_TYPE (KbKeyCard, kb_key_card, KB, KEY_CARD, GtkWidget)

G_END_DECLS
