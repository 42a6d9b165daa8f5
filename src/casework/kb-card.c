/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-card.h"

#include "kb-json.h"
#include "kb-limits.h"

#include <string.h>

#define SECONDS_PER_HOUR 3600
#define SECONDS_PER_DAY 86400
#define WIB_SECONDS (7 * SECONDS_PER_HOUR)
#define EPOCH_DAY 719163         /* Julian day of 1970-01-01, as GDate counts */
#define MONTH_HOURS (30 * 24)
#define AHEAD_HOURS 24           /* by which clocks of the office may differ */
#define RESTING_HOURS (90 * 24)  /* for which a closed case's card is renewed */

static guint64
digest (const char *status,
        gboolean    waits,
        guint       n_uses,
        const char *audience,
        gint64      epoch)
{
  g_autoptr(GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *text = g_strdup_printf ("%s\n%d\n%u\n%s\n%" G_GINT64_FORMAT, status, waits,
                                           MIN (n_uses, KB_CARD_USES), audience, epoch);
  guint8 hash[32];
  gsize size = sizeof hash;
  guint64 value;

  g_checksum_update (checksum, (const guchar *) text, strlen (text));
  g_checksum_get_digest (checksum, hash, &size);
  memcpy (&value, hash, sizeof value);

  return MAX (GUINT64_FROM_BE (value), 1);
}

/* The last second of the day. */
static gint64
end_of_day (guint32 day)
{
  return ((gint64) day - EPOCH_DAY + 1) * SECONDS_PER_DAY - WIB_SECONDS - 1;
}

static void
set_due (JsonObject        *content,
         const KbCaseState *state,
         const KbClocks    *clocks,
         gint64             now)
{
  JsonObject *due;
  KbDeadline worst;

  if (!kb_clocks_find_worst (clocks, state, now, &worst) ||
      worst.state != KB_DEADLINE_RUNNING)
    {
      json_object_set_null_member (content, "due");
      return;
    }
  due = json_object_new ();
  json_object_set_string_member (due, "clock", worst.rule->code);
  json_object_set_int_member (due, "by", end_of_day (worst.due));
  json_object_set_object_member (content, "due", due);
}

static JsonArray *
new_recipients (const KbCardReader *reader)
{
  JsonArray *array = json_array_new ();
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "audience", reader->audience);
  json_object_set_int_member (object, "epoch", reader->epoch);
  json_object_set_string_member (object, "recipient", reader->recipient);
  json_array_add_object_element (array, object);

  return array;
}

/**
 * kb_card_new:
 * @now: seconds since 1970
 * @uses: (transfer full): of the identity
 *
 * Returns: (transfer full): what the reporter is told now
 */
JsonObject *
kb_card_new (const KbCaseState  *state,
             const KbClocks     *clocks,
             gint64              now,
             JsonArray          *uses,
             const KbCardReader *reader)
{
  JsonObject *content = json_object_new ();

  json_object_set_string_member (content, "kind", "card");
  json_object_set_string_member (content, "status", state->status->code);
  json_object_set_int_member (content, "since", (gint64) state->status_hour * SECONDS_PER_HOUR);
  json_object_set_int_member (content, "as_of", now);
  json_object_set_boolean_member (content, "waits", state->waits);
  set_due (content, state, clocks, now);
  json_object_set_array_member (content, "uses", uses);
  json_object_set_array_member (content, "recipients", new_recipients (reader));

  return content;
}

/**
 * kb_card_digest:
 * @content: of a card, by a device; what it lacks counts as empty
 */
guint64
kb_card_digest (JsonObject *content)
{
  JsonArray *uses = kb_json_array (content, "uses", NULL);
  JsonArray *recipients = kb_json_array (content, "recipients", NULL);
  JsonNode *first = recipients != NULL && json_array_get_length (recipients) > 0
                      ? json_array_get_element (recipients, 0) : NULL;
  JsonObject *reader = first != NULL && JSON_NODE_HOLDS_OBJECT (first)
                         ? json_node_get_object (first) : NULL;
  gint64 epoch = 0;

  if (reader != NULL && !kb_json_int (reader, "epoch", &epoch, NULL))
    epoch = 0;

  return digest (kb_json_string_or (content, "status", ""),
                 kb_json_bool_or (content, "waits", FALSE),
                 uses != NULL ? json_array_get_length (uses) : 0,
                 reader != NULL ? kb_json_string_or (reader, "audience", "") : "", epoch);
}

guint64
kb_card_digest_now (const KbCaseState  *state,
                    const KbCardReader *reader)
{
  return digest (state->status->code, state->waits, state->n_openings, reader->audience,
                 reader->epoch);
}

/* Before anything was done there is nothing to tell but that nothing was done. */
static gboolean
has_news (const KbCaseState  *state,
          const KbCardReader *reader)
{
  return state->status != kb_workflow_get_start () || state->waits || state->n_openings > 0 ||
         state->n_from_office > 0 || state->n_from_reporter > 0 ||
         g_str_has_prefix (reader->audience, "case-");
}

/**
 * kb_card_find_due:
 *
 * A card is due where the newest one says otherwise than what is, is a month
 * old, or is missing where there is something to tell, or nothing was for a
 * month, or dated where no clock of ours is. A case that rests for long is told no more, and one
 * whose card nothing can follow: the page would keep that.
 */
guint64
kb_card_find_due (const KbCaseState  *state,
                  const KbCardReader *reader,
                  guint64             key_hour,
                  gint64              now)
{
  guint64 hour = MAX (now, 0) / SECONDS_PER_HOUR;
  guint64 last = state->card_hour != 0 ? state->card_hour : state->received_hour;

  if (state->card_counter >= KB_LIMIT_COUNTER && state->card_hour >= hour)
    return 0;
  if (state->card_hour > hour + AHEAD_HOURS)
    return MAX (state->changed_hour, 1);
  if (state->card_digest != 0 ? state->card_digest != kb_card_digest_now (state, reader)
                              : has_news (state, reader))
    return MAX (MAX (state->changed_hour, key_hour), 1);
  if (hour <= last + MONTH_HOURS ||
      (state->status->closed && hour > state->status_hour + RESTING_HOURS))
    return 0;

  return last + MONTH_HOURS;
}
