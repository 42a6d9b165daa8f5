/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * KbFault:
 *
 * Something that went wrong, as a person is told of it: what happened, what
 * is safe, what to do. Immutable. Action and its label are %NULL where there
 * is nothing to press.
 */
#define KB_TYPE_FAULT (kb_fault_get_type ())
G_DECLARE_FINAL_TYPE (KbFault, kb_fault, KB, FAULT, GObject)

KbFault    *kb_fault_new              (const char   *icon_name,
                                       const char   *title,
                                       const char   *sentence,
                                       const char   *action,
                                       const char   *action_label);
KbFault    *kb_fault_new_from_error   (const GError *error);
/* Of the journal: a code of KbAlarm. */
KbFault    *kb_fault_new_from_alarm   (const char   *code);
const char *kb_fault_get_icon_name    (KbFault      *self);
const char *kb_fault_get_title        (KbFault      *self);
const char *kb_fault_get_sentence     (KbFault      *self);
const char *kb_fault_get_action       (KbFault      *self);
const char *kb_fault_get_action_label (KbFault      *self);

G_END_DECLS
