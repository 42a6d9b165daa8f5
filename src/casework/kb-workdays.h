/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * KbWorkdays:
 *
 * Which days are working days: Monday to Friday without the holidays and the
 * cuti bersama of data/holidays/YEAR.json and of the office's settings. Days
 * are days in WIB (UTC+7), as Julian day numbers (GDate). Immutable once made,
 * so that any thread may ask.
 */
typedef struct _KbWorkdays KbWorkdays;

/* @settings: (nullable): section "holidays-YEAR" → its value as JSON text. */
KbWorkdays *kb_workdays_new      (GHashTable       *settings);
KbWorkdays *kb_workdays_ref      (KbWorkdays       *self);
void        kb_workdays_unref    (KbWorkdays       *self);
/* Julian day in WIB of seconds since 1970. */
guint32     kb_workdays_day_of   (gint64            seconds);
gboolean    kb_workdays_is_working (const KbWorkdays *self,
                                  guint32           day);
/* Name of the holiday, NULL: none (a weekend has no name). */
const char *kb_workdays_get_name (const KbWorkdays *self,
                                  guint32           day);
/* The @n-th working day after @day; @n 0: @day itself or the next working day. */
guint32     kb_workdays_add      (const KbWorkdays *self,
                                  guint32           day,
                                  guint             n);
/* Working days after @from up to and with @to; negative where @to is before. */
int         kb_workdays_between  (const KbWorkdays *self,
                                  guint32           from,
                                  guint32           to);
/* Are the year's holidays known? If not, only weekends are free, and windows say so. */
gboolean    kb_workdays_knows    (const KbWorkdays *self,
                                  guint             year);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KbWorkdays, kb_workdays_unref)

G_END_DECLS
