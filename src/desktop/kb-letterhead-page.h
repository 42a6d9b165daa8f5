/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "kb-desk.h"

G_BEGIN_DECLS

/**
 * KbLetterheadPage:
 *
 * Of the preferences: what stands at the head and the foot of printed sheets.
 */
#define KB_TYPE_LETTERHEAD_PAGE (kb_letterhead_page_get_type ())
G_DECLARE_FINAL_TYPE (KbLetterheadPage, kb_letterhead_page, KB, LETTERHEAD_PAGE,
                      AdwPreferencesPage)

void kb_letterhead_page_set_desk (KbLetterheadPage *self,
                                  KbDesk           *desk,
                                  GSettings        *settings);   /* nullable */

G_END_DECLS
