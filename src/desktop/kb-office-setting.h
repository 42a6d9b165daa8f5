/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "kb-desk-settings.h"

G_BEGIN_DECLS

/**
 * KbOfficeSetting:
 *
 * The top of a preferences page whose values are the office's: says who may
 * change them, and what could not be saved and why, with a button that tries
 * again. Nothing that was typed is taken back for it.
 * Signal "retry".
 */
#define KB_TYPE_OFFICE_SETTING (kb_office_setting_get_type ())
G_DECLARE_FINAL_TYPE (KbOfficeSetting, kb_office_setting, KB, OFFICE_SETTING, AdwPreferencesGroup)

void     kb_office_setting_set_desk   (KbOfficeSetting *self,
                                       KbDesk          *desk);
/* May this person change it? */
gboolean kb_office_setting_may_change (KbOfficeSetting *self);
gboolean kb_office_setting_is_saving  (KbOfficeSetting *self);
/* Writes it for the whole office; @value is taken. "saved" (boolean) tells how it ended. */
void     kb_office_setting_save       (KbOfficeSetting *self,
                                       const char      *section,
                                       JsonObject      *value);
/* Said in the same place: what was typed can't be saved as it is. NULL: nothing is wrong. */
void     kb_office_setting_show       (KbOfficeSetting *self,
                                       const char      *sentence,
                                       gboolean         again);

G_END_DECLS
