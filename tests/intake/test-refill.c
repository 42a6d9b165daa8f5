/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A server that was lost gets its journal back from desktops, entry by entry
 * with the places that they had. Against the built program. */
#include "config.h"

#include "kb-test-intake.h"

#include "kb-bytes.h"
#include "kb-frame.h"
#include "kb-json.h"

#include <signal.h>
#include <string.h>

#define FRAMES_TYPE "application/vnd.kumbang.frames"

/* What one desktop holds of a stream: frames, each with its length. */
typedef GPtrArray Copy;

typedef struct
{
  KbTestIntake *intake;
  KbTestOffice *office;
  char         *backup;
  char         *key;
  KbEntry      *early;          /* in the backup */
  KbEntry      *late;           /* not in it */
  Copy         *copies[KB_TEST_STREAMS];    /* of the supervisor's desktop, when all was well */
} Fixture;

static const char *const options[] = { "--submissions-per-hour", "0", NULL };

static void
post (KbTestIntake *intake,
      const char   *token,
      KbEntry      *entry,
      const char   *expected)
{
  g_autofree char *code = kb_test_intake_post (intake, token, entry);

  g_assert_cmpstr (code, ==, expected);
}

static GBytes *
frame_bytes (const guint8 *data,
             gsize         size)
{
  g_autoptr(GByteArray) out = g_byte_array_new ();

  kb_write_u32 (out, size);
  kb_write_bytes (out, data, size);

  return g_byte_array_free_to_bytes (g_steal_pointer (&out));
}

/* Pulls a stream as it is; a few hundred entries are one page. */
static Copy *
pull (KbTestIntake *intake,
      const char   *token,
      KbStream      stream)
{
  Copy *copy = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autofree char *path =
    g_strdup_printf ("/v1/streams/%s/entries?after=0", kb_stream_to_string (stream));
  g_auto(KbTestAnswer) answer = { 0 };
  KbReader reader;

  kb_test_intake_send (intake, "GET", path, token, NULL, NULL, &answer);
  g_assert_cmpuint (answer.status, ==, 200);
  kb_reader_init (&reader, g_bytes_get_data (answer.body, NULL), g_bytes_get_size (answer.body));
  while (kb_reader_remaining (&reader) > 0)
    {
      guint32 size = kb_reader_u32 (&reader);
      const guint8 *data = kb_reader_bytes (&reader, size);

      g_assert_nonnull (data);
      if (data[0] == KB_FRAME_ENTRY)
        g_ptr_array_add (copy, frame_bytes (data, size));
    }

  return copy;
}

static GBytes *
join_frames (Copy  *copy,
             guint  from,
             guint  to)
{
  GByteArray *out = g_byte_array_new ();

  for (guint i = from; i < MIN (to, copy->len); i++)
    g_byte_array_append (out, g_bytes_get_data (copy->pdata[i], NULL),
                         g_bytes_get_size (copy->pdata[i]));

  return g_byte_array_free_to_bytes (out);
}

static void
send_bytes (KbTestIntake *intake,
            const char   *token,
            const char   *stream,
            GBytes       *bytes,
            const char   *expected)
{
  g_autofree char *path = g_strconcat ("/v1/republish/", stream, NULL);
  g_auto(KbTestAnswer) answer = { 0 };
  g_autofree char *code = NULL;

  kb_test_intake_send (intake, "POST", path, token, FRAMES_TYPE, bytes, &answer);
  code = kb_test_answer_get_code (&answer);
  g_assert_cmpstr (code, ==, expected);
}

static void
send (KbTestIntake *intake,
      const char   *token,
      KbStream      stream,
      Copy         *copy,
      guint         from,
      guint         to,
      const char   *expected)
{
  g_autoptr(GBytes) bytes = join_frames (copy, from, to);

  send_bytes (intake, token, kb_stream_to_string (stream), bytes, expected);
}

static guint64
head_of (KbTestIntake *intake,
         const char   *token,
         KbStream      stream)
{
  g_auto(KbTestAnswer) answer = { 0 };
  g_autoptr(JsonObject) object = NULL;
  gint64 seq;

  kb_test_intake_send (intake, "GET", "/v1/republish", token, NULL, NULL, &answer);
  g_assert_cmpuint (answer.status, ==, 200);
  object = kb_json_parse (g_bytes_get_data (answer.body, NULL), g_bytes_get_size (answer.body),
                          4096, NULL);
  g_assert_nonnull (object);
  g_assert_true (kb_json_bool_or (object, "restoring", FALSE));
  g_assert_true (kb_json_int (kb_json_object (object, "heads", NULL),
                              kb_stream_to_string (stream), &seq, NULL));

  return seq;
}

/* How much leadership has been told is nothing for an officer to count. */
static void
assert_heads_are_by_role (KbTestIntake *intake,
                          KbTestOffice *office)
{
  const char *tokens[] = { office->officer.token, office->supervisor.token };

  for (guint i = 0; i < G_N_ELEMENTS (tokens); i++)
    {
      g_auto(KbTestAnswer) answer = { 0 };
      g_autofree char *text = NULL;

      kb_test_intake_send (intake, "GET", "/v1/republish", tokens[i], NULL, NULL, &answer);
      text = g_strndup (g_bytes_get_data (answer.body, NULL), g_bytes_get_size (answer.body));
      g_assert_nonnull (strstr (text, "\"office\": "));
      g_assert_cmpint (strstr (text, "leadership") != NULL, ==, i);
    }
}

static void
request (KbTestIntake *intake,
         const char   *method,
         const char   *path,
         const char   *token,
         const char   *expected)
{
  g_auto(KbTestAnswer) answer = { 0 };
  g_autofree char *code = NULL;

  kb_test_intake_send (intake, method, path, token, NULL, NULL, &answer);
  code = kb_test_answer_get_code (&answer);
  g_assert_cmpstr (code, ==, expected);
}

static void
assert_same (Copy *a,
             Copy *b)
{
  g_assert_cmpuint (a->len, ==, b->len);
  for (guint i = 0; i < a->len; i++)
    g_assert_true (g_bytes_equal (a->pdata[i], b->pdata[i]));
}

static void
write_work (Fixture      *fixture,
            KbTestDevice *device,
            KbEntry      *complaint)
{
  g_autoptr(KbEntry) work =
    kb_test_office_new_work (fixture->office, device, complaint, "Catatan");

  post (fixture->intake, device->token, work, "");
  kb_test_office_wrote (device, work);
}

/* An office that worked, was copied, worked on, and whose server is gone. */
static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  KbTestOffice *office;
  g_autoptr(KbEntry) leaders = NULL, profile = NULL, use = NULL;
  const char *token;

  fixture->intake = kb_test_intake_new ();
  kb_test_intake_start (fixture->intake, options);
  office = fixture->office = kb_test_intake_found (fixture->intake);
  token = office->supervisor.token;
  fixture->backup = g_build_filename (fixture->intake->folder, "copy.backup", NULL);
  fixture->key = g_build_filename (fixture->intake->data, "intake.key", NULL);
  fixture->early = kb_test_office_new_complaint (office, "awal", "no", TRUE);
  post (fixture->intake, NULL, fixture->early, "");
  write_work (fixture, &office->officer, fixture->early);
  g_assert_cmpint (kb_test_intake_command ((const char *const[]) {
    "backup", "--data", fixture->intake->data, "--out", fixture->backup, NULL }, NULL), ==, 0);

  fixture->late = kb_test_office_new_complaint (office, "akhir", "no", TRUE);
  leaders = kb_test_office_new_complaint (office, "pimpinan", "staff", TRUE);
  post (fixture->intake, NULL, fixture->late, "");
  post (fixture->intake, NULL, leaders, "");
  write_work (fixture, &office->officer, fixture->late);
  write_work (fixture, &office->supervisor, leaders);
  profile = kb_test_office_new_profile (office, 2, office->now, office->now + 86400);
  post (fixture->intake, token, profile, "");
  kb_test_office_add (office, &office->supervisor, profile);
  use = kb_test_office_new_use (office, &office->custodian, fixture->early, 1u << KB_ROLE_CIVIL);
  post (fixture->intake, office->custodian.token, use, "");
  kb_test_office_wrote (&office->custodian, use);

  for (guint i = KB_STREAM_ROSTER; i < KB_TEST_STREAMS; i++)
    fixture->copies[i] = pull (fixture->intake, token, i);
  kb_test_intake_end (fixture->intake, SIGKILL);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  for (guint i = KB_STREAM_ROSTER; i < KB_TEST_STREAMS; i++)
    g_ptr_array_unref (fixture->copies[i]);
  kb_entry_unref (fixture->early);
  kb_entry_unref (fixture->late);
  kb_test_office_free (fixture->office);
  kb_test_intake_free (fixture->intake);
  g_free (fixture->backup);
  g_free (fixture->key);
}

static KbTestIntake *
restore (Fixture *fixture)
{
  KbTestIntake *intake =
    kb_test_intake_new_from (fixture->intake, "restore", "--from", fixture->backup);

  kb_test_intake_start (intake, options);

  return intake;
}

static KbTestIntake *
begin_anew (Fixture *fixture)
{
  KbTestIntake *intake = kb_test_intake_new_from (fixture->intake, "init", "--key", fixture->key);

  kb_test_intake_start (intake, options);

  return intake;
}

static void
send_all (Fixture      *fixture,
          KbTestIntake *intake,
          const char   *token)
{
  for (guint i = KB_STREAM_ROSTER; i < KB_TEST_STREAMS; i++)
    send (intake, token, i, fixture->copies[i], head_of (intake, token, i), G_MAXUINT, "");
}

static void
assert_whole (Fixture      *fixture,
              KbTestIntake *intake,
              const char   *lost)
{
  KbTestOffice *office = fixture->office;
  g_autofree char *said = NULL;
  g_autoptr(KbEntry) fresh = kb_test_office_new_complaint (office, "baru", "no", FALSE);
  g_autoptr(KbEntry) work = NULL;

  request (intake, "DELETE", "/v1/republish", office->officer.token, "not_allowed");
  request (intake, "DELETE", "/v1/republish", office->supervisor.token, "");
  request (intake, "DELETE", "/v1/republish", office->supervisor.token, "not_restoring");
  for (guint i = KB_STREAM_ROSTER; i < KB_TEST_STREAMS; i++)
    {
      g_autoptr(GPtrArray) copy = pull (intake, office->supervisor.token, i);

      assert_same (fixture->copies[i], copy);
    }
  post (intake, NULL, fixture->late, "already_stored");
  post (intake, NULL, fresh, "");
  work = kb_test_office_new_work (office, &office->officer, fresh, "x");
  post (intake, office->officer.token, work, "");
  g_assert_cmpint (kb_test_intake_command ((const char *const[]) {
    "verify", "--data", intake->data, NULL }, &said), ==, 0);
  g_assert_nonnull (strstr (said, lost));
}

static void
assert_release (Fixture      *fixture,
                KbTestIntake *intake,
                KbEntry      *complaint,
                const char   *expected)
{
  KbTestOffice *office = fixture->office;
  g_autoptr(KbEntry) use =
    kb_test_office_new_use (office, &office->custodian, complaint, 1u << KB_ROLE_CIVIL);
  g_autofree char *id = kb_hex_encode (kb_entry_get_id (complaint), KB_HASH_SIZE);
  g_autofree char *use_id = kb_hex_encode (kb_entry_get_id (use), KB_HASH_SIZE);
  g_autofree char *path = g_strdup_printf ("/v1/identities/%s/civil?use=%s", id, use_id);

  post (intake, office->custodian.token, use, expected);
  if (expected[0] != '\0')
    return;
  kb_test_office_wrote (&office->custodian, use);
  request (intake, "GET", path, office->custodian.token, "");
}

static void
test_from_backup (Fixture       *fixture,
                  gconstpointer  data)
{
  g_autoptr(KbTestIntake) intake = restore (fixture);
  const char *token = fixture->office->supervisor.token;

  g_assert_cmpuint (head_of (intake, token, KB_STREAM_OFFICE), ==, 2);
  request (intake, "GET", "/v1/republish", fixture->office->custodian.token, "");
  send_all (fixture, intake, token);
  assert_whole (fixture, intake, "\nlost 4\n");
  assert_release (fixture, intake, fixture->early, "");
  assert_release (fixture, intake, fixture->late, "part_lost");
}

static void
test_from_nothing (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autoptr(KbTestIntake) intake = begin_anew (fixture);
  g_autofree char *first = kb_test_intake_enroll (intake);
  KbTestOffice *office = fixture->office;

  request (intake, "GET", "/v1/republish", office->supervisor.token, "unauthorized");
  send (intake, office->supervisor.token, KB_STREAM_ROSTER, fixture->copies[KB_STREAM_ROSTER], 0,
        G_MAXUINT, "unauthorized");
  g_assert_cmpuint (head_of (intake, first, KB_STREAM_ROSTER), ==, 0);
  post (intake, first, office->entries->pdata[0], "restoring");
  send (intake, first, KB_STREAM_OFFICE, fixture->copies[KB_STREAM_OFFICE], 0, 1, "gap");
  send (intake, first, KB_STREAM_ROSTER, fixture->copies[KB_STREAM_ROSTER], 0, G_MAXUINT, "");

  /* From here on devices are known by the roster; an officer brings what officers have. */
  send (intake, office->officer.token, KB_STREAM_OFFICE, fixture->copies[KB_STREAM_OFFICE], 0,
        G_MAXUINT, "");
  send (intake, office->officer.token, KB_STREAM_LEADERSHIP, fixture->copies[KB_STREAM_LEADERSHIP],
        0, G_MAXUINT, "not_allowed");
  send (intake, office->supervisor.token, KB_STREAM_LEADERSHIP,
        fixture->copies[KB_STREAM_LEADERSHIP], 0, G_MAXUINT, "");
  assert_whole (fixture, intake, "\nlost 6\n");
  request (intake, "GET", "/v1/republish", first, "unauthorized");
  assert_release (fixture, intake, fixture->early, "part_lost");
}

/* Once the key is printed on paper only: nobody's code, nobody's journal. */
static void
test_authority (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr(KbTestIntake) intake = restore (fixture);
  KbTestOffice *office = fixture->office;
  Copy *copy = fixture->copies[KB_STREAM_ROSTER];

  send (intake, NULL, KB_STREAM_ROSTER, copy, 0, G_MAXUINT, "unauthorized");
  send (intake, "x", KB_STREAM_ROSTER, copy, 0, G_MAXUINT, "unauthorized");
  send (intake, office->custodian.token, KB_STREAM_ROSTER, copy, 0, G_MAXUINT, "not_allowed");
  request (intake, "GET", "/v1/republish", NULL, "unauthorized");
  request (intake, "DELETE", "/v1/republish", NULL, "unauthorized");
  request (intake, "DELETE", "/v1/republish", office->custodian.token, "not_allowed");
  assert_heads_are_by_role (intake, office);
  g_assert_cmpint (kb_test_intake_command ((const char *const[]) {
    "enroll", "--data", intake->data, "--first", NULL }, NULL), ==, 1);
  request (intake, "DELETE", "/v1/republish", office->supervisor.token, "");
  send (intake, office->supervisor.token, KB_STREAM_ROSTER, copy, 0, G_MAXUINT, "not_restoring");
}

static GBytes *
changed (GBytes *bytes,
         gsize   at,
         guint8  by)
{
  gsize size;
  gconstpointer data = g_bytes_get_data (bytes, &size);
  guint8 *copy = g_memdup2 (data, size);

  g_assert_cmpuint (at, <, size);
  copy[at] ^= by;

  return g_bytes_new_take (copy, size);
}

static void
test_hostile (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr(KbTestIntake) intake = restore (fixture);
  const char *token = fixture->office->supervisor.token;
  Copy *office = fixture->copies[KB_STREAM_OFFICE];
  Copy *roster = fixture->copies[KB_STREAM_ROSTER];
  g_autoptr(GBytes) large = g_bytes_new_take (g_malloc0 (KB_LIMIT_REPUBLISH + 1),
                                              KB_LIMIT_REPUBLISH + 1);
  g_autoptr(GBytes) empty = g_bytes_new_static ("", 0);
  g_autoptr(GBytes) zeros = g_bytes_new_static ("\0\0\0\0", 4);
  g_autoptr(GBytes) end = g_bytes_new_static ("\0\0\0\012\2\0\0\0\0\0\0\0\1x", 14);
  guint next = head_of (intake, token, KB_STREAM_OFFICE);
  const struct
  {
    gsize       at;             /* in the frame of the next entry */
    const char *expected;
  } cases[] = {
    { 3, "malformed" },         /* length */
    { 4, "malformed" },         /* type */
    { 12, "fork" },             /* seq: of one that is there */
    { 11, "gap" },              /* seq */
    { 13, "bad_rule" },         /* hour: far ahead */
    { 20, NULL },               /* hour: an hour beside */
    { 28, "fork" },             /* roster seq */
    { 40, "fork" },             /* roster link */
    { 80, "fork" },             /* link */
    { 95, "malformed" },        /* header length */
    { 97, "malformed" },        /* version */
    { 300, "bad_signature" },   /* header */
  };

  send (intake, token, KB_STREAM_OFFICE, office, next + 1, next + 2, "gap");
  send (intake, token, KB_STREAM_OFFICE, roster, 0, 1, "malformed");
  send (intake, token, KB_STREAM_ROSTER, office, 0, 1, "malformed");
  send_bytes (intake, token, "office", large, "too_large");
  send_bytes (intake, token, "office", zeros, "malformed");
  send_bytes (intake, token, "office", end, "malformed");
  send_bytes (intake, token, "office", empty, "");
  send_bytes (intake, token, "officer", empty, "not_found");
  send_bytes (intake, token, "", empty, "not_found");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (guint bit = 0; bit < 8; bit += 7)
      {
        g_autoptr(GBytes) bytes = changed (office->pdata[next], cases[i].at, 1u << bit);
        g_auto(KbTestAnswer) answer = { 0 };
        g_autofree char *code = NULL;

        kb_test_intake_send (intake, "POST", "/v1/republish/office", token, FRAMES_TYPE, bytes,
                             &answer);
        code = kb_test_answer_get_code (&answer);
        g_test_message ("byte %" G_GSIZE_FORMAT " bit %u: %s", cases[i].at, bit, code);
        g_assert_cmpuint (answer.status, >=, 400);
        if (bit == 0 && cases[i].expected != NULL)
          g_assert_cmpstr (code, ==, cases[i].expected);
      }
  g_assert_cmpuint (head_of (intake, token, KB_STREAM_OFFICE), ==, next);

  /* And whatever was tried before, what is right goes on. */
  send_all (fixture, intake, token);
  assert_whole (fixture, intake, "\nlost 4\n");
}

/* Any byte of any frame: it is refused, or it is one that nothing depends on. */
static void
test_any_byte (Fixture       *fixture,
               gconstpointer  data)
{
  g_autoptr(KbTestIntake) intake = restore (fixture);
  const char *token = fixture->office->supervisor.token;
  Copy *office = fixture->copies[KB_STREAM_OFFICE];
  GBytes *frame;
  guint next;

  send (intake, token, KB_STREAM_ROSTER, fixture->copies[KB_STREAM_ROSTER], 0, G_MAXUINT, "");
  next = head_of (intake, token, KB_STREAM_OFFICE);
  frame = office->pdata[next];
  for (gsize at = 0; at < g_bytes_get_size (frame); at += at < 600 ? 3 : 397)
    {
      g_autoptr(GBytes) bytes = changed (frame, at, 1u << at % 8);
      g_auto(KbTestAnswer) answer = { 0 };

      kb_test_intake_send (intake, "POST", "/v1/republish/office", token, FRAMES_TYPE, bytes,
                           &answer);
      if (answer.status == 200)
        g_error ("byte %" G_GSIZE_FORMAT " is not looked at", at);
    }
  g_assert_cmpuint (head_of (intake, token, KB_STREAM_OFFICE), ==, next);
}

static void
test_overlap (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr(KbTestIntake) intake = restore (fixture);
  const char *token = fixture->office->supervisor.token;
  Copy *office = fixture->copies[KB_STREAM_OFFICE];

  send (intake, token, KB_STREAM_ROSTER, fixture->copies[KB_STREAM_ROSTER], 0, G_MAXUINT, "");
  send (intake, token, KB_STREAM_OFFICE, office, 0, G_MAXUINT, "");
  send (intake, token, KB_STREAM_OFFICE, office, 0, G_MAXUINT, "");
  send (intake, token, KB_STREAM_OFFICE, office, 1, 2, "");
  g_assert_cmpuint (head_of (intake, token, KB_STREAM_OFFICE), ==, office->len);
  send_all (fixture, intake, token);
  assert_whole (fixture, intake, "\nlost 4\n");
}

/* What stands before a wrong frame is kept. */
static void
test_prefix (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr(KbTestIntake) intake = begin_anew (fixture);
  g_autofree char *first = kb_test_intake_enroll (intake);
  Copy *roster = fixture->copies[KB_STREAM_ROSTER];
  g_autoptr(GPtrArray) mixed = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  for (guint i = 0; i < 3; i++)
    g_ptr_array_add (mixed, g_bytes_ref (roster->pdata[i]));
  g_ptr_array_add (mixed, changed (roster->pdata[3], 80, 1));
  send (intake, first, KB_STREAM_ROSTER, mixed, 0, G_MAXUINT, "fork");
  g_assert_cmpuint (head_of (intake, first, KB_STREAM_ROSTER), ==, 3);

  /* The officer is in the roster by now, here and on the disk. */
  send (intake, fixture->office->officer.token, KB_STREAM_ROSTER, roster, 3, 4, "");
  kb_test_intake_end (intake, SIGKILL);
  kb_test_intake_start (intake, options);
  send_all (fixture, intake, fixture->office->supervisor.token);
  assert_whole (fixture, intake, "\nlost 6\n");
}

/* A server that went on too early has another journal than the desktops. */
static void
test_fork (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(KbTestIntake) early = restore (fixture);
  g_autoptr(KbTestIntake) again = NULL;
  g_autoptr(KbEntry) other = kb_test_office_new_complaint (fixture->office, "x", "no", FALSE);
  const char *token = fixture->office->supervisor.token;

  send (early, token, KB_STREAM_ROSTER, fixture->copies[KB_STREAM_ROSTER], 0, G_MAXUINT, "");
  request (early, "DELETE", "/v1/republish", token, "");
  post (early, NULL, other, "");
  g_assert_cmpint (kb_test_intake_command ((const char *const[]) {
    "backup", "--data", early->data, "--out", fixture->backup, NULL }, NULL), ==, 0);
  again = restore (fixture);
  send (again, token, KB_STREAM_ROSTER, fixture->copies[KB_STREAM_ROSTER], 0, G_MAXUINT, "");
  send (again, token, KB_STREAM_OFFICE, fixture->copies[KB_STREAM_OFFICE], 0, G_MAXUINT, "fork");
  send (again, token, KB_STREAM_OFFICE, fixture->copies[KB_STREAM_OFFICE], 3, G_MAXUINT, "fork");
  g_assert_cmpuint (head_of (again, token, KB_STREAM_OFFICE), ==, 3);
}

static void
test_other_office (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autoptr(KbTestIntake) intake = begin_anew (fixture);
  g_autofree char *first = kb_test_intake_enroll (intake);
  g_autoptr(KbTestIntake) foreign = kb_test_intake_new ();
  g_autoptr(KbTestOffice) office = NULL;
  g_autoptr(GPtrArray) copy = NULL;

  kb_test_intake_start (foreign, options);
  office = kb_test_intake_found (foreign);
  copy = pull (foreign, office->supervisor.token, KB_STREAM_ROSTER);
  send (intake, first, KB_STREAM_ROSTER, copy, 0, G_MAXUINT, "wrong_intake");
  send (intake, first, KB_STREAM_ROSTER, copy, 1, G_MAXUINT, "gap");
  g_assert_cmpuint (head_of (intake, first, KB_STREAM_ROSTER), ==, 0);
  send (intake, first, KB_STREAM_ROSTER, fixture->copies[KB_STREAM_ROSTER], 0, G_MAXUINT, "");
}

/* A custodian's journal has stubs: whoever hands it in, it is refused. */
static void
test_stubs (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr(KbTestIntake) whole = restore (fixture);
  g_autoptr(KbTestIntake) intake = NULL;
  g_autoptr(GPtrArray) copy = NULL;
  g_autofree char *first = NULL;

  request (whole, "DELETE", "/v1/republish", fixture->office->supervisor.token, "");
  copy = pull (whole, fixture->office->custodian.token, KB_STREAM_OFFICE);
  intake = begin_anew (fixture);
  first = kb_test_intake_enroll (intake);
  send (intake, first, KB_STREAM_ROSTER, fixture->copies[KB_STREAM_ROSTER], 0, G_MAXUINT, "");
  send (intake, fixture->office->supervisor.token, KB_STREAM_OFFICE, copy, 0, G_MAXUINT,
        "bad_part");
  g_assert_cmpuint (head_of (intake, first, KB_STREAM_OFFICE), ==, 0);
}

typedef struct
{
  KbTestIntake *intake;
  GThread      *thread;
  guint         delay;          /* microseconds */
} Killer;

static gpointer
kill_thread (gpointer data)
{
  Killer *killer = data;

  g_usleep (killer->delay);
  g_subprocess_force_exit (killer->intake->process);

  return NULL;
}

/* The server is killed at any moment of the refill; it goes on from where it says that it is. */
static void
test_killed (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr(KbTestIntake) intake = begin_anew (fixture);
  g_autofree char *first = kb_test_intake_enroll (intake);

  for (guint round = 0; round < 20; round++)
    {
      Killer killer = { .intake = intake, .delay = round * 700 };
      KbStream stream = KB_STREAM_ROSTER;
      guint64 from = head_of (intake, first, stream);
      g_autoptr(GBytes) bytes = NULL;
      g_auto(KbTestAnswer) answer = { 0 };
      g_autofree char *path = NULL;

      while (stream < KB_STREAM_LEADERSHIP && from == fixture->copies[stream]->len)
        from = head_of (intake, first, ++stream);
      path = g_strconcat ("/v1/republish/", kb_stream_to_string (stream), NULL);
      bytes = join_frames (fixture->copies[stream], from, from + 3);
      killer.thread = g_thread_new ("kill", kill_thread, &killer);
      kb_test_intake_send (intake, "POST", path, first, FRAMES_TYPE, bytes, &answer);
      g_thread_join (killer.thread);
      kb_test_intake_end (intake, SIGKILL);
      kb_test_intake_start (intake, options);
      if (answer.status == 200)
        g_assert_cmpuint (head_of (intake, first, stream), ==,
                          MIN (from + 3, fixture->copies[stream]->len));
    }
  send_all (fixture, intake, first);
  assert_whole (fixture, intake, "\nlost 6\n");
}

#define ADD(path, func) g_test_add ("/refill/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("rollback-then-refill", test_from_backup);
  ADD ("from-nothing", test_from_nothing);
  ADD ("who-may", test_authority);
  ADD ("hostile", test_hostile);
  ADD ("any-byte", test_any_byte);
  ADD ("overlap", test_overlap);
  ADD ("prefix-is-kept", test_prefix);
  ADD ("fork", test_fork);
  ADD ("other-office", test_other_office);
  ADD ("stubs", test_stubs);
  ADD ("killed", test_killed);

  return g_test_run ();
}
