/* SPDX-License-Identifier: GPL-3.0-or-later */

/* POST /lapor: the form of the page without JavaScript. Whoever uses it trusts
 * the server with the story for a moment; the page says so. What was typed is in
 * one buffer, is sealed at once and wiped. Identity is not taken here: fields
 * that are not of the story are left aside unread. */
#include "config.h"

#include "kb-handlers.h"

#include "kb-compose.h"
#include "kb-form.h"

#include <malloc.h>
#include <sodium.h>
#include <string.h>

#define FORM_TYPE "application/x-www-form-urlencoded"
/* More than the frames of libsoup's reading functions, whose buffers are on the stack. */
#define STACK_TO_WIPE (64u * 1024)
#define FREED_BYTE 0xa5

typedef struct
{
  const char *field;
  const char *object;           /* NULL: a member of the story itself */
  const char *member;
  guint       max_chars;
} StoryField;

static const StoryField story_fields[] = {
  { "alias", NULL, "alias", KB_LIMIT_ALIAS_CHARS },
  { "category", NULL, "category", KB_LIMIT_NAME_CHARS },
  { "group", NULL, "group", KB_LIMIT_NAME_CHARS },
  { "text", NULL, "text", KB_LIMIT_STORY_CHARS },
  { "kind", "reported", "kind", KB_LIMIT_NAME_CHARS },
  { "name", "reported", "name", KB_LIMIT_NAME_CHARS },
  { "position", "reported", "position", KB_LIMIT_NAME_CHARS },
  { "unit", "reported", "unit", KB_LIMIT_NAME_CHARS },
  { "inspectorate", "reported", "inspectorate", KB_LIMIT_NAME_CHARS },
  { "from", "when", "from", KB_LIMIT_NAME_CHARS },
  { "to", "when", "to", KB_LIMIT_NAME_CHARS },
  { "where", NULL, "where", KB_LIMIT_FIELD_CHARS },
  { "value", NULL, "value", KB_LIMIT_NAME_CHARS },
  { "witnesses", NULL, "witnesses", KB_LIMIT_FIELD_CHARS },
  { "elsewhere", NULL, "elsewhere", KB_LIMIT_FIELD_CHARS },
  { "evidence", NULL, "evidence", KB_LIMIT_FIELD_CHARS },
};

static const char *const categories[] = {
  "korupsi", "kolusi", "nepotisme", "disiplin", "aset", "etik", NULL,
};

static const char *const groups[] = {
  "", "kerugian", "suap", "penggelapan", "pemerasan", "curang", "benturan", "gratifikasi", NULL,
};

static const char *const kinds[] = {
  "", "kepala_daerah", "dprd", "asn", "perangkat_desa", "lainnya", NULL,
};

static const char *const inspectorate[] = { "no", "staff", "head", "custodian", NULL };

/* What the form can be refused for, in English, for the form in English. */
static const struct
{
  KbRefusal   refusal;
  const char *sentence;
} english[] = {
  { KB_REFUSAL_BAD_FORM, "The form is incomplete, or a field is too long. Please check it." },
  { KB_REFUSAL_TOO_LARGE, "The form is too large." },
  { KB_REFUSAL_TOO_MANY, "Too many reports from this network. Please try again later." },
  { KB_REFUSAL_BUSY, "The server is busy. Please try again shortly." },
  { KB_REFUSAL_DISK_FULL, "The server’s storage is full. Nothing was stored; try again later." },
  { KB_REFUSAL_NO_PROFILE, "The office is not ready to take reports." },
  { KB_REFUSAL_PROFILE_EXPIRED, "What this server says of the office is past its date. "
                                "Nothing was stored; try another day." },
};

/* The receipt needs them after the writer has answered. */
typedef struct
{
  KbServer  *server;
  KbRequest *request;
  char      *alias;
  gboolean   english;
} Sender;

static void
sender_free (Sender *sender)
{
  sodium_memzero (sender->alias, strlen (sender->alias));
  g_free (sender->alias);
  g_free (sender);
}

static const char *
sentence_of (KbRefusal refusal,
             gboolean  in_english)
{
  for (guint i = 0; in_english && i < G_N_ELEMENTS (english); i++)
    if (english[i].refusal == refusal)
      return english[i].sentence;

  return kb_refusal_get_sentence (refusal);
}

static void
refuse (KbServer  *server,
        KbRequest *request,
        KbRefusal  refusal,
        gboolean   in_english)
{
  if (!kb_site_fill (server->site, request, kb_refusal_get_status (refusal),
                     in_english ? "error-nojs.en.html" : "error-nojs.id.html",
                     "message", sentence_of (refusal, in_english), NULL))
    kb_request_refuse (request, refusal);
}

static const char *
get_field (const KbForm *form,
           const char   *name)
{
  const char *value = kb_form_get (form, name);

  return value != NULL ? value : "";
}

static gboolean
is_one_of (const KbForm      *form,
           const char        *name,
           const char *const *values)
{
  return g_strv_contains (values, get_field (form, name));
}

static gboolean
fields_are_valid (const KbForm *form)
{
  const char *inspectorate_value = kb_form_get (form, "inspectorate");

  for (guint i = 0; i < G_N_ELEMENTS (story_fields); i++)
    if (g_utf8_strlen (get_field (form, story_fields[i].field), -1) >
        (glong) story_fields[i].max_chars)
      return FALSE;

  return g_utf8_strlen (get_field (form, "alias"), -1) >= KB_LIMIT_ALIAS_MIN_CHARS &&
         strspn (get_field (form, "text"), " \t\r\n") < strlen (get_field (form, "text")) &&
         is_one_of (form, "category", categories) && is_one_of (form, "group", groups) &&
         is_one_of (form, "kind", kinds) &&
         (inspectorate_value == NULL || g_strv_contains (inspectorate, inspectorate_value));
}

/* Members stand in the order of the protocol's list; json-glib keeps it. */
static JsonObject *
make_story (const KbForm *form)
{
  JsonObject *story = json_object_new ();

  for (guint i = 0; i < G_N_ELEMENTS (story_fields); i++)
    {
      const StoryField *field = &story_fields[i];
      const char *value = get_field (form, field->field);
      JsonObject *object = story;

      if (g_str_equal (field->field, "inspectorate") && value[0] == '\0')
        value = "no";
      if (field->object != NULL && !json_object_has_member (story, field->object))
        json_object_set_object_member (story, field->object, json_object_new ());
      if (field->object != NULL)
        object = json_object_get_object_member (story, field->object);
      json_object_set_string_member (object, field->member, value);
    }

  return story;
}

static void
wipe_member (JsonObject *object,
             const char *name,
             JsonNode   *node,
             gpointer    data)
{
  const char *text;

  if (JSON_NODE_HOLDS_OBJECT (node))
    json_object_foreach_member (json_node_get_object (node), wipe_member, NULL);
  else if (JSON_NODE_HOLDS_VALUE (node) && (text = json_node_get_string (node)) != NULL)
    sodium_memzero ((gpointer) text, strlen (text));
}

static gboolean
wipe_stack_cb (gpointer data)
{
  sodium_stackzero (STACK_TO_WIPE);

  return G_SOURCE_REMOVE;
}

static KbRefusal
seal (KbServer      *server,
      const KbForm  *form,
      KbEntry      **ret_entry)
{
  const KbProfile *profile = kb_roster_get_profile (kb_standing_get_roster (server->standing));
  gint64 now = kb_clock_now (&server->clock);
  g_autoptr(JsonObject) story = NULL;

  if (profile == NULL)
    return KB_REFUSAL_NO_PROFILE;
  if (!kb_profile_check_date (profile, now, NULL))
    return KB_REFUSAL_PROFILE_EXPIRED;
  if (!fields_are_valid (form))
    return KB_REFUSAL_BAD_FORM;

  story = make_story (form);
  *ret_entry = kb_compose_server_complaint (story, profile, now, NULL);
  json_object_foreach_member (story, wipe_member, NULL);

  return *ret_entry != NULL ? KB_REFUSAL_NONE : KB_REFUSAL_BAD_FORM;
}

static void
stored_cb (KbJournalJob *job,
           gpointer      data)
{
  Sender *sender = data;
  KbRequest *request = sender->request;
  g_autofree char *number = kb_registration_number (kb_entry_get_id (job->entry));

  if (job->refusal != KB_REFUSAL_NONE)
    refuse (sender->server, request, job->refusal, sender->english);
  else if (!kb_site_fill (sender->server->site, request, SOUP_STATUS_CREATED,
                          sender->english ? "receipt-nojs.en.html" : "receipt-nojs.id.html",
                          "number", number, "alias", sender->alias, NULL))
    kb_request_answer_json (request, SOUP_STATUS_CREATED,
                            g_strdup_printf ("{\"number\": \"%s\"}", number));
  sender_free (sender);
  kb_request_release (request);
}

static KbRefusal
read_form (KbServer   *server,
           KbRequest  *request,
           KbForm     *ret_form)
{
  KbRefusal refusal = kb_server_take_rate (server, server->rate, request);

  if (refusal != KB_REFUSAL_NONE)
    return refusal;
  if (server->restoring)
    return KB_REFUSAL_RESTORING;
  if (!kb_request_is_type (request, FORM_TYPE))
    return KB_REFUSAL_WRONG_TYPE;
  if (request->size == 0 || !kb_request_is_whole (request) ||
      !kb_form_parse ((char *) request->body, request->size, ret_form))
    return KB_REFUSAL_BAD_FORM;

  return KB_REFUSAL_NONE;
}

static void
take_form (KbServer     *server,
           KbRequest    *request,
           const KbForm *form)
{
  gboolean in_english = g_str_equal (get_field (form, "lang"), "en");
  g_autoptr(KbEntry) entry = NULL;
  KbRefusal refusal = seal (server, form, &entry);
  Sender *sender;

  if (refusal != KB_REFUSAL_NONE)
    {
      refuse (server, request, refusal, in_english);
      return;
    }

  sender = g_new0 (Sender, 1);
  sender->server = server;
  sender->request = request;
  sender->alias = g_strdup (get_field (form, "alias"));
  sender->english = in_english;
  kb_submission_push (server, request, kb_journal_job_new (entry, stored_cb, sender));
}

/**
 * kb_form_prepare:
 *
 * A form is about to arrive. From now on freed memory is overwritten, also
 * where libraries free it; complaints that are sealed already don't pay for it.
 */
void
kb_form_prepare (void)
{
  static gboolean prepared;

  if (!prepared)
    mallopt (M_PERTURB, FREED_BYTE);
  prepared = TRUE;
}

/**
 * kb_form_handle:
 *
 * POST /lapor: a story from the form without JavaScript, sealed here.
 */
void
kb_form_handle (KbServer   *server,
                KbRequest  *request,
                const char *rest)
{
  KbForm form = { 0 };
  KbRefusal refusal = read_form (server, request, &form);

  if (refusal == KB_REFUSAL_NONE)
    take_form (server, request, &form);
  else
    refuse (server, request, refusal, FALSE);
  kb_request_wipe (request);
  g_idle_add (wipe_stack_cb, NULL);
}
