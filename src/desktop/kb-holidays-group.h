/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "kb-desk.h"

G_BEGIN_DECLS

/**
 * KbHolidaysGroup:
 *
 * Of the preferences: the free days of one year, which supervisors extend.
 */
#define KB_TYPE_HOLIDAYS_GROUP (kb_holidays_group_get_type ())
G_DECLARE_FINAL_TYPE (KbHolidaysGroup, kb_holidays_group, KB, HOLIDAYS_GROUP, AdwPreferencesGroup)

void kb_holidays_group_set_desk (KbHolidaysGroup *self,
                                 KbDesk          *desk);

G_END_DECLS
