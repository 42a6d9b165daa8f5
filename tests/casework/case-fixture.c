/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "case-fixture.h"

#include "kb-body.h"

#include <string.h>

#define CONTEXT "0000000000000000000000000000000000000000000000000000000000000000"

#define COMPLAINT "abababababababababababababababababababababababababababababababab"

static const char widening_body[] =
  "{\"v\":1,\"statement\":\"{\\\"widen\\\":\\\"\\\",\\\"complaint\\\":\\\"" COMPLAINT
  "\\\"}\",\"cosign\":{}}";

static GBytes *
dummy_part (void)
{
  return g_bytes_new_static ("sealed", 6);
}

static guint
add_parts (KbHeader  *header,
           GBytes   **parts)
{
  KbIdentityUseBody use = { .purpose = "open", .parts = 1 << KB_ROLE_CONTACT };
  guint n = 0;

  if (header->kind == KB_KIND_COMPLAINT)
    {
      kb_header_add_part (header, KB_ROLE_STORY, parts[n++] = dummy_part ());
      kb_header_add_part (header, KB_ROLE_CONTACT, parts[n++] = dummy_part ());
      kb_header_add_part (header, KB_ROLE_CIVIL, parts[n++] = dummy_part ());
    }
  if (header->kind == KB_KIND_WORK)
    kb_header_add_part (header, KB_ROLE_WORK, parts[n++] = dummy_part ());
  if (header->kind == KB_KIND_WIDENING)
    {
      kb_header_add_part (header, KB_ROLE_BODY,
                          parts[n++] = g_bytes_new (widening_body, strlen (widening_body)));
      kb_header_add_part (header, KB_ROLE_STORY, parts[n++] = dummy_part ());
    }
  if (header->kind == KB_KIND_IDENTITY_USE)
    {
      kb_header_add_part (header, KB_ROLE_BODY, parts[n++] = kb_body_new_identity_use (&use));
      kb_header_add_part (header, KB_ROLE_CUSTODY, parts[n++] = dummy_part ());
    }

  return n;
}

Line *
line_new (KbKind      kind,
          KbStream    stream,
          guint8      case_byte,
          guint64     hour,
          const char *plain)
{
  static guint64 seq;
  g_autoptr(KbSigningKey) key = kb_signing_key_generate ();
  KbHeader header = { .stream = stream, .kind = kind, .author_seq = 1, .author_time = 3600 };
  GBytes *parts[KB_LIMIT_PARTS] = { NULL };
  Line *line = g_new0 (Line, 1);
  guint n_parts;

  memcpy (header.author, kb_signing_key_get_public (key), sizeof header.author);
  memset (header.case_id, case_byte, sizeof header.case_id);
  header.genesis[0] = 1;
  header.nonce[0] = (guint8) seq;
  n_parts = add_parts (&header, parts);
  line->entry = kb_entry_new (&header, parts, key);
  line->place.seq = ++seq;
  line->place.hour = hour;
  line->plain = plain != NULL ? g_bytes_new (plain, strlen (plain)) : NULL;
  for (guint i = 0; i < n_parts; i++)
    g_bytes_unref (parts[i]);

  return line;
}

void
line_free (gpointer data)
{
  Line *line = data;

  kb_entry_unref (line->entry);
  g_clear_pointer (&line->plain, g_bytes_unref);
  g_free (line);
}

KbFoldInput
line_input (const Line *line)
{
  return (KbFoldInput) {
    .entry = line->entry,
    .place = &line->place,
    .plain = line->quarantine == KB_QUARANTINE_NONE ? line->plain : NULL,
    .quarantine = line->quarantine,
    .author_name = line->author_name,
    .canary = line->canary,
  };
}

char *
story_json (const char *text)
{
  return g_strdup_printf ("{\"context\":\"" CONTEXT "\",\"v\":1,\"profile\":\"\",\"answer\":\"\","
                          "\"age\":\"age1x\",\"alias\":\"Kumbang\",\"category\":\"korupsi\","
                          "\"group\":\"suap\",\"text\":\"%s\",\"reported\":{\"kind\":\"asn\","
                          "\"name\":\"Budi\",\"position\":\"Kepala\",\"unit\":\"Dinas PUPR\","
                          "\"inspectorate\":\"no\"},\"when\":{\"from\":\"2026-01\",\"to\":\"\"},"
                          "\"where\":\"Loket 3\",\"value\":\"Rp50.000\","
                          "\"witnesses\":\"dua orang\","
                          "\"elsewhere\":\"\",\"evidence\":\"foto\"}", text);
}

Line *
complaint_new (guint8      case_byte,
               guint64     hour,
               const char *text)
{
  g_autofree char *plain = story_json (text);

  return line_new (KB_KIND_COMPLAINT, KB_STREAM_OFFICE, case_byte, hour, plain);
}

Line *
opening_new (guint8  case_byte,
             guint64 hour)
{
  Line *line = line_new (KB_KIND_IDENTITY_USE, KB_STREAM_OFFICE, case_byte, hour,
                         "{\"context\":\"" CONTEXT "\",\"v\":1,\"reason\":\"Klarifikasi\\u202e\","
                         "\"letter\":\"700/112\",\"fields\":[\"phone\",\"name\"],\"minutes\":3}");

  line->author_name = "Rina";

  return line;
}
