/* SPDX-License-Identifier: GPL-3.0-or-later */

/* list and show. */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "kb-ctl-case.h"
#include "kb-ctl-show.h"

#define SECONDS_PER_HOUR 3600

static const struct
{
  const char *name;
  guint32     view;
} VIEWS[] = {
  { "all", KB_STORE_VIEW_ALL },
  { "unread", KB_STORE_VIEW_UNREAD },
  { "leadership", KB_STORE_VIEW_LEADERSHIP },
  { "quarantined", KB_STORE_VIEW_QUARANTINED },
  { "opened", KB_STORE_VIEW_OPENED },
};

static gboolean
read_view (const char  *name,
           guint32     *ret_view,
           GError     **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (VIEWS); i++)
    if (g_str_equal (VIEWS[i].name, name))
      {
        *ret_view = VIEWS[i].view;
        return TRUE;
      }

  return kb_ctl_usage_error (error,
                             _("The view is all, unread, leadership, quarantined or opened"));
}

typedef struct
{
  KbCtl         *ctl;
  KbCtlSession  *session;
  GStrv          words;         /* folded; NULL: all */
  guint          left;
} Listing;

/* Every word begins a word of the text, as in the window's search. */
static gboolean
text_matches (const char *text,
              GStrv       words)
{
  g_auto(GStrv) tokens = g_str_tokenize_and_fold (text, NULL, NULL);

  for (guint i = 0; words[i] != NULL; i++)
    {
      gboolean found = FALSE;

      for (guint j = 0; tokens[j] != NULL && !found; j++)
        found = g_str_has_prefix (tokens[j], words[i]);
      if (!found)
        return FALSE;
    }

  return TRUE;
}

static gboolean
case_matches (Listing             *listing,
              const KbStoredCase  *stored_case,
              GError             **error)
{
  g_autoptr(GPtrArray) entries = NULL;
  g_autoptr(GString) text = g_string_new (NULL);

  if (listing->words == NULL)
    return TRUE;
  entries = kb_store_load_entries (listing->session->store, stored_case->id, error);
  if (entries == NULL)
    return FALSE;

  for (guint i = 0; i < entries->len; i++)
    {
      g_autofree char *part = kb_sync_search_text (g_ptr_array_index (entries, i), stored_case);

      g_string_append_printf (text, " %s", part != NULL ? part : "");
    }

  return text_matches (text->str, listing->words);
}

static void
set_text (JsonObject *object,
          const char *member,
          const char *text)
{
  json_object_set_string_member (object, member, text != NULL ? text : "");
}

static void
print_json_row (const KbStoredCase *stored_case,
                const KbCaseState  *state,
                const char         *number)
{
  g_autoptr(JsonObject) object = json_object_new ();

  json_object_set_string_member (object, "number", number);
  json_object_set_string_member (object, "stream", kb_stream_to_string (state->stream));
  json_object_set_int_member (object, "received", (gint64) state->received_hour * SECONDS_PER_HOUR);
  json_object_set_boolean_member (object, "unread", stored_case->unread);
  json_object_set_boolean_member (object, "sealed", state->sealed);
  json_object_set_boolean_member (object, "has-contact", state->has_contact);
  json_object_set_boolean_member (object, "has-civil", state->has_civil);
  json_object_set_boolean_member (object, "by-server", state->by_server);
  json_object_set_int_member (object, "openings", state->n_openings);
  json_object_set_int_member (object, "quarantine", state->quarantine);
  json_object_set_int_member (object, "quarantined", state->n_quarantined);
  set_text (object, "category", state->category);
  set_text (object, "group", state->group);
  set_text (object, "subject", state->subject);
  set_text (object, "unit", state->unit);
  set_text (object, "alias", state->alias);
  kb_ctl_print_json (object);
}

static void
print_row (const KbStoredCase *stored_case,
           const KbCaseState  *state,
           const char         *number)
{
  g_autofree char *received = kb_ctl_time_text ((gint64) state->received_hour * SECONDS_PER_HOUR);
  g_autofree char *subject = kb_ctl_clean (state->subject);

  g_print ("%c %-13s %s  %-9s  %s\n", stored_case->unread ? '*' : ' ', number, received,
           state->category != NULL ? state->category : "",
           /* Translators: in the place of a story that this computer holds no key for. */
           state->sealed ? _("(sealed)") : subject);
}

static gboolean
print_case_cb (const KbStoredCase  *stored_case,
               const KbCaseState   *state,
               gpointer             data,
               GError             **error)
{
  Listing *listing = data;
  g_autofree char *number = kb_case_state_number (state);

  if (!case_matches (listing, stored_case, error))
    return TRUE;
  if (listing->ctl->json)
    print_json_row (stored_case, state, number);
  else
    print_row (stored_case, state, number);

  return --listing->left > 0;
}

static gboolean
list_run (KbCtl   *ctl,
          int      argc,
          char   **argv,
          GError **error)
{
  g_autofree char *view_name = NULL, *search = NULL;
  int max = 0;
  const GOptionEntry entries[] = {
    { "view", 0, 0, G_OPTION_ARG_STRING, &view_name,
      N_("all, unread, leadership, quarantined or opened"), "VIEW" },
    { "search", 0, 0, G_OPTION_ARG_STRING, &search,
      N_("Only cases with all of these words"), "WORDS" },
    { "max", 0, 0, G_OPTION_ARG_INT, &max, N_("At most so many, the newest"), "N" },
    { NULL }
  };
  g_autoptr(KbCtlSession) session = NULL;
  g_auto(GStrv) words = NULL;
  guint32 view = KB_STORE_VIEW_ALL;
  Listing listing = { .ctl = ctl };

  if (!kb_ctl_parse (ctl, entries, NULL, &argc, &argv, error) ||
      (view_name != NULL && !read_view (view_name, &view, error)))
    return FALSE;
  if (max < 0)
    return kb_ctl_usage_error (error, _("A number is out of its range"));
  session = kb_ctl_session_open (ctl, error);
  if (session == NULL)
    return FALSE;

  words = search != NULL ? g_str_tokenize_and_fold (search, NULL, NULL) : NULL;
  listing.session = session;
  listing.words = words;
  listing.left = max > 0 ? (guint) max : G_MAXUINT;

  return kb_ctl_case_each (session, view, print_case_cb, &listing, error);
}

static gboolean
show_run (KbCtl   *ctl,
          int      argc,
          char   **argv,
          GError **error)
{
  g_autoptr(KbCtlSession) session = NULL;
  const char *number;
  guint32 id;

  return kb_ctl_parse (ctl, NULL, &number, &argc, &argv, error) &&
         (session = kb_ctl_session_open (ctl, error)) != NULL &&
         kb_ctl_case_find (session, number, &id, error) &&
         kb_ctl_show_case (ctl, session, id, error);
}

const KbCtlCommand kb_ctl_case_commands[] = {
  { NULL, "list", NULL, N_("List cases, newest first; * marks what is unread"), list_run },
  { NULL, "show", "NUMBER", N_("Show a case: story, circumstances, timeline"), show_run },
  { 0 }
};
