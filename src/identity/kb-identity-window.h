/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "kb-identity-view.h"

G_BEGIN_DECLS

/**
 * KbIdentityWindow:
 *
 * The opened identity: the chosen fields, a countdown, a watermark. No
 * selection, no clipboard, no menu. When it loses the focus its values are
 * taken out of the widgets until a person asks for them again.
 *
 * Property "seconds-left" (uint): counts to 0, then the window closes itself.
 */
#define KB_TYPE_IDENTITY_WINDOW (kb_identity_window_get_type ())
G_DECLARE_FINAL_TYPE (KbIdentityWindow, kb_identity_window, KB, IDENTITY_WINDOW, AdwWindow)

/* Takes @view; it is wiped when the window closes. */
KbIdentityWindow *kb_identity_window_new (KbIdentityView *view);

G_END_DECLS
