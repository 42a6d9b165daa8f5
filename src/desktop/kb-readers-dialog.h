/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "kb-case.h"
#include "kb-desk.h"

G_BEGIN_DECLS

/**
 * KbReadersDialog:
 *
 * Changes who reads a case: a supervisor excludes officers from it, or takes a
 * case of the leadership to the case team. Says what can't be recalled.
 */
#define KB_TYPE_READERS_DIALOG (kb_readers_dialog_get_type ())
G_DECLARE_FINAL_TYPE (KbReadersDialog, kb_readers_dialog, KB, READERS_DIALOG, AdwWindow)

/* @people: of KbPerson, who reads it now. */
GtkWidget *kb_readers_dialog_new_exclude (KbDesk     *desk,
                                          KbCase     *kase,
                                          GPtrArray  *people,
                                          GtkWindow  *parent);
GtkWidget *kb_readers_dialog_new_widen   (KbDesk     *desk,
                                          KbCase     *kase,
                                          GPtrArray  *people,
                                          GtkWindow  *parent);

G_END_DECLS
