/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "kb-desk.h"

G_BEGIN_DECLS

/**
 * KbClocksPage:
 *
 * Of the preferences: how many days each clock has, from when on a chip warns,
 * and which days of a year are free.
 */
#define KB_TYPE_CLOCKS_PAGE (kb_clocks_page_get_type ())
G_DECLARE_FINAL_TYPE (KbClocksPage, kb_clocks_page, KB, CLOCKS_PAGE, AdwPreferencesPage)

void kb_clocks_page_set_desk (KbClocksPage *self,
                              KbDesk       *desk);

G_END_DECLS
