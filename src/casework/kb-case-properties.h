/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-case-state.h"

G_BEGIN_DECLS

/* Private to casework/: what a row and a whole case show alike. */

enum
{
  KB_CASE_PROPERTY_0,
  KB_CASE_PROPERTY_ID,
  KB_CASE_PROPERTY_LOADED,
  KB_CASE_PROPERTY_NUMBER,
  KB_CASE_PROPERTY_CATEGORY,
  KB_CASE_PROPERTY_GROUP,
  KB_CASE_PROPERTY_SUBJECT,
  KB_CASE_PROPERTY_UNIT,
  KB_CASE_PROPERTY_ALIAS,
  KB_CASE_PROPERTY_RECEIVED,
  KB_CASE_PROPERTY_UNREAD,
  KB_CASE_PROPERTY_STATUS,
  KB_CASE_PROPERTY_QUARANTINE,
  KB_CASE_PROPERTY_N_QUARANTINED,
  KB_CASE_PROPERTY_STREAM,
  KB_CASE_PROPERTY_HAS_IDENTITY,
  KB_CASE_PROPERTY_N_OPENINGS,
  KB_CASE_PROPERTY_SEALED,
  KB_CASE_PROPERTY_OLD_KEY,
  KB_CASE_PROPERTY_WIDENED,
  KB_CASE_PROPERTY_EXCLUDED,
  KB_CASE_PROPERTY_ASSIGNEE,
  KB_CASE_PROPERTY_ASSIGNEE_NAME,
  KB_CASE_PROPERTY_IMPORTANT,
  KB_CASE_PROPERTY_TAGS,
  KB_CASE_PROPERTY_N_CONFLICTS,
  KB_CASE_PROPERTY_N_PENDING,
  KB_CASE_PROPERTY_STATUS_SINCE,
  KB_CASE_PROPERTY_WAITS,
  KB_CASE_PROPERTY_OBJECTION,
  KB_CASE_PROPERTY_HAS_MAILBOX,
  KB_CASE_PROPERTY_CHANNEL,
  KB_CASE_PROPERTY_N_FROM_REPORTER,
  KB_CASE_PROPERTY_N_FROM_OFFICE,
  KB_N_CASE_PROPERTIES,
};

void     kb_case_properties_install (GObjectClass       *klass,
                                     GParamSpec         *ret_specs[KB_N_CASE_PROPERTIES]);
/* @state %NULL: not loaded yet. FALSE: not one of the above. */
gboolean kb_case_properties_get     (guint               property,
                                     guint32             id,
                                     const KbCaseState  *state,
                                     gboolean            unread,
                                     GValue             *value);

G_END_DECLS
