/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* The rows of a complaint that is typed in the office, by where their texts go in the parts of
 * docs/protocol.md. Rows are named by their path: "reported/name". */

typedef enum
{
  KB_FILED_ABOUT,                /* story: what */
  KB_FILED_REPORTED,             /* story: who */
  KB_FILED_CIRCUMSTANCES,        /* story: when, where, what else */
  KB_FILED_CONTACT,
  KB_FILED_CIVIL,
  KB_N_FILED_GROUPS,
} KbFiledGroup;

/* Appends the group's rows; each calls @changed, swapped, with @data. */
void        kb_filed_form_fill    (GtkListBox      *list,
                                   KbFiledGroup     group,
                                   GCallback        changed,
                                   gpointer         data);
/* Code chosen in a combo row of the list, text typed in an entry row; never NULL. */
const char *kb_filed_form_get     (GtkListBox      *list,
                                   const char      *path);
/* Into @part, which gets all members of the group. */
void        kb_filed_form_read    (GtkListBox      *list,
                                   JsonObject      *part);
void        kb_filed_form_write   (GtkListBox      *list,
                                   JsonObject      *part);
void        kb_filed_form_show    (GtkListBox      *list,
                                   const char      *path,
                                   gboolean         shown);
void        kb_filed_form_clear   (GtkListBox      *list);
/* Of the first row that says too much or lacks something; NULL: all fit. */
char       *kb_filed_form_problem (GtkListBox      *list,
                                   GtkWidget      **ret_row);

G_END_DECLS
