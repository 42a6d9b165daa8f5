/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * KbQr:
 *
 * A text as a QR code: always dark on white, with its quiet zone, so that
 * telephones read it in the dark too.
 */
#define KB_TYPE_QR (kb_qr_get_type ())
G_DECLARE_FINAL_TYPE (KbQr, kb_qr, KB, QR, GtkWidget)

void kb_qr_set_text (KbQr       *self,
                     const char *text);

G_END_DECLS
