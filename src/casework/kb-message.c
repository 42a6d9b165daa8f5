/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What reporter and office write to each other: docs/protocol.md, "Sealed parts" and "Answers". */
#include "config.h"

#include "kb-message.h"

#include "kb-card.h"
#include "kb-json.h"
#include "kb-limits.h"

#include <string.h>

/**
 * kb_message_free:
 * @self: (nullable): a message
 */
void
kb_message_free (KbMessage *self)
{
  if (self == NULL)
    return;
  g_free (self->text);
  g_free (self);
}

static gboolean
is_text (const char *text)
{
  return text != NULL && text[0] != '\0' && g_utf8_strlen (text, -1) <= KB_LIMIT_MESSAGE_CHARS;
}

static gboolean
read_text (KbMessage  *self,
           JsonObject *object)
{
  const char *text = kb_json_string_or (object, "text", NULL);

  if (!is_text (text))
    return FALSE;
  g_free (self->text);
  self->text = g_strdup (text);

  return TRUE;
}

static gboolean
read_reporters (KbMessage  *self,
                JsonObject *object)
{
  const char *kind = kb_json_string_or (object, "kind", "");

  if (g_str_equal (kind, "objection"))
    self->kind = KB_MESSAGE_OBJECTION;
  else if (!g_str_equal (kind, "message"))
    return FALSE;

  return read_text (self, object);
}

static gboolean
read_card (KbMessage  *self,
           JsonObject *card)
{
  gint64 since;

  if (!kb_json_int (card, "as_of", &self->as_of, NULL) || self->as_of < 0
      || !kb_json_int (card, "since", &since, NULL) || since < 0
      || kb_json_string_or (card, "status", NULL) == NULL
      || kb_json_array (card, "uses", NULL) == NULL
      || kb_json_array (card, "recipients", NULL) == NULL)
    return FALSE;
  self->kind = KB_MESSAGE_CARD;
  self->card_digest = kb_card_digest (card);

  return TRUE;
}

static gboolean
read_offices (KbMessage  *self,
              JsonObject *object)
{
  const char *text = kb_json_string_or (object, "content", "");
  g_autoptr(JsonObject) content = kb_json_parse (text, strlen (text), KB_LIMIT_STORY, NULL);
  guint8 mac[KB_HASH_SIZE];
  gint64 counter;

  if (content == NULL || !kb_json_int (object, "counter", &counter, NULL) || counter < 1
      || (guint64) counter > KB_LIMIT_COUNTER
      || !kb_json_hex (object, "mac", mac, sizeof mac, NULL))
    return FALSE;
  self->counter = counter;
  if (g_str_equal (kb_json_string_or (content, "kind", ""), "card"))
    return read_card (self, content);
  if (!g_str_equal (kb_json_string_or (content, "kind", ""), "message"))
    return FALSE;
  self->asks = kb_json_bool_or (content, "asks", FALSE);

  return read_text (self, content);
}

/**
 * kb_message_parse:
 * @plain: the opened part, JSON of at most %KB_LIMIT_STORY bytes
 * @by_reporter: which of the two shapes
 * @error: %KB_CASE_ERROR_MESSAGE
 *
 * Returns: (transfer full): what it says
 */
KbMessage *
kb_message_parse (GBytes    *plain,
                  gboolean   by_reporter,
                  GError   **error)
{
  gsize size;
  gconstpointer data = g_bytes_get_data (plain, &size);
  g_autoptr(JsonObject) object = kb_json_parse (data, size, KB_LIMIT_STORY, NULL);
  g_autoptr(KbMessage) self = g_new0 (KbMessage, 1);
  gint64 version = 0;

  self->text = g_strdup ("");
  if (object != NULL && kb_json_int (object, "v", &version, NULL) && version == 1
      && (by_reporter ? read_reporters (self, object) : read_offices (self, object)))
    return g_steal_pointer (&self);

  g_set_error_literal (error, KB_CASE_ERROR, KB_CASE_ERROR_MESSAGE,
                       "The message has no agreed form");
  return NULL;
}
