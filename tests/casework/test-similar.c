/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which cases are offered as the same matter: reasons one by one, and how often the guess is right
 * among made-up cases of one office. */
#include "config.h"

#include "kb-similar.h"

#include <string.h>

#define ZEROS "00000000000000000000000000000000"
#define CONTEXT ZEROS ZEROS
#define N_CASES 4000u
#define N_PAIRS 300u
#define N_ROOTS 6000u
#define N_COMMON 400u
#define N_UNITS 40u

typedef struct
{
  char   *unit;
  char   *name;
  guint   day;                  /* in three years */
  GArray *words;                /* guint: roots that this matter is told with */
} Matter;

static GBytes *
new_story (const char *unit,
           const char *name,
           const char *from,
           const char *text)
{
  char *json;

  json = g_strdup_printf ("{\"context\":\"" CONTEXT "\",\"v\":1,\"profile\":\"\","
                          "\"answer\":\"\",\"age\":\"age1x\","
                          "\"alias\":\"Kumbang\",\"category\":\"korupsi\",\"group\":\"suap\","
                          "\"text\":\"%s\",\"reported\":{\"kind\":\"asn\",\"name\":\"%s\","
                          "\"position\":\"\",\"unit\":\"%s\",\"inspectorate\":\"no\"},"
                          "\"when\":{\"from\":\"%s\",\"to\":\"\"},\"where\":\"\",\"value\":\"\","
                          "\"witnesses\":\"\",\"elsewhere\":\"\",\"evidence\":\"\"}",
                          text, name, unit, from);

  return g_bytes_new_take (json, strlen (json));
}

static void
add (KbSimilar  *similar,
     guint32     id,
     const char *unit,
     const char *name,
     const char *from,
     const char *text)
{
  g_autoptr(GBytes) story = new_story (unit, name, from, text);

  kb_similar_add (similar, id, story);
}

#define STORY "Honor pengawas ujian dipotong lima belas persen, kuitansi ditandatangani kosong, " \
              "bendahara mengembalikan amplop lewat sopir di rumah makan Simpang Tiga"

static void
test_reasons (void)
{
  g_autoptr(KbSimilar) similar = kb_similar_new ();
  g_autoptr(GArray) hits = NULL;
  const KbSimilarHit *hit;

  add (similar, 1, "Dinas Pendidikan", "Budi Santosa", "2026-03-14", STORY);
  add (similar, 2, "Disdik (Pendidikan)", "Pak Budi", "2026-03",
       "Pemotongan honor pengawas ujian: kuitansi kosong disuruh tanda tangan, amplop kembali ke "
       "bendahara melalui sopir");
  add (similar, 3, "Dinas Pendidikan", "Rahmat", "2026-03-20",
       "Perpisahan siswa dipungut biaya bus");
  add (similar, 4, "Dinas Kesehatan", "", "", "Obat habis sebelum waktunya di puskesmas");
  hits = kb_similar_find (similar, 1, 5);
  g_assert_cmpuint (hits->len, ==, 1);
  hit = &g_array_index (hits, KbSimilarHit, 0);
  g_assert_cmpuint (hit->id, ==, 2);
  g_assert_cmpuint (hit->why, ==,
                    KB_SIMILAR_UNIT | KB_SIMILAR_NAME | KB_SIMILAR_DATE | KB_SIMILAR_TEXT);
}

static void
test_none (void)
{
  g_autoptr(KbSimilar) similar = kb_similar_new ();
  g_autoptr(GBytes) bad = g_bytes_new_static ("{}", 2);
  g_autoptr(GArray) hits = kb_similar_find (similar, 1, 5);
  g_autoptr(GArray) alone = NULL;

  g_assert_cmpuint (hits->len, ==, 0);
  kb_similar_add (similar, 1, bad);
  add (similar, 2, "", "", "", "");
  add (similar, 3, "", "", "soon", "");
  alone = kb_similar_find (similar, 2, 5);
  g_assert_cmpuint (alone->len, ==, 0);
}

/* ---- an office of made-up cases ---- */

static char *
root_word (guint i)
{
  static const char * const ends[] = { "g", "k", "l", "m", "n", "ng", "r", "s", "t", "h" };
  static const char consonants[] = "bcdgjklmnprstw";
  static const char vowels[] = "aeiou";

  return g_strdup_printf ("%c%c%c%c%s", consonants[i % 14], vowels[i / 14 % 5],
                          consonants[i / 70 % 14], vowels[i / 980 % 5], ends[i / 4900 + i % 3]);
}

static void
say (GRand   *rand,
     guint    root,
     GString *text)
{
  static const char * const before[] = { "", "", "", "di", "ber", "ter" };
  static const char * const after[] = { "", "", "", "nya", "kan" };
  g_autofree char *word = root_word (root);

  g_string_append_printf (text, " %s%s%s", before[g_rand_int_range (rand, 0, 6)], word,
                          after[g_rand_int_range (rand, 0, 5)]);
}

/* Each teller uses most of the matter's words, some own, and many that everyone uses. */
static char *
tell (GRand        *rand,
      const Matter *matter)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < matter->words->len; i++)
    if (g_rand_int_range (rand, 0, 100) < 60)
      say (rand, g_array_index (matter->words, guint, i), text);
  for (guint i = 0; i < 12; i++)
    say (rand, g_rand_int_range (rand, N_COMMON, N_ROOTS), text);
  for (guint i = 0; i < 70; i++)
    {
      double u = g_rand_double (rand);

      say (rand, u * u * N_COMMON, text);
    }

  return g_string_free (text, FALSE);
}

static Matter
new_matter (GRand *rand)
{
  double u = g_rand_double (rand);
  guint unit = u * u * N_UNITS;
  g_autofree char *first = root_word (N_ROOTS - 1 - unit * 4 - g_rand_int_range (rand, 0, 4));
  g_autofree char *last = root_word (g_rand_int_range (rand, 5000, 5300));
  g_autofree char *of = root_word (5400 + unit);
  Matter matter = { g_strdup_printf ("Dinas %s", of), g_strdup_printf ("%s %s", first, last),
                    g_rand_int_range (rand, 0, 1000), g_array_new (FALSE, FALSE, sizeof (guint)) };

  for (guint i = 0; i < 25; i++)
    {
      guint root = g_rand_int_range (rand, N_COMMON, N_ROOTS);

      g_array_append_val (matter.words, root);
    }

  return matter;
}

static void
clear_matter (Matter *matter)
{
  g_free (matter->unit);
  g_free (matter->name);
  g_array_unref (matter->words);
}

/* Not everyone knows unit, name and day. */
static void
add_told (KbSimilar    *similar,
          guint32       id,
          GRand        *rand,
          const Matter *matter)
{
  g_autofree char *text = tell (rand, matter);
  g_autofree char *date = NULL;
  g_auto(GStrv) names = g_strsplit (matter->name, " ", 2);
  guint knows = g_rand_int_range (rand, 0, 100);
  GDate day;

  g_date_set_dmy (&day, 1, 1, 2024);
  g_date_add_days (&day, matter->day + g_rand_int_range (rand, 0, 20));
  date = g_strdup_printf ("%04u-%02u-%02u", g_date_get_year (&day), g_date_get_month (&day),
                          g_date_get_day (&day));
  add (similar, id, g_rand_int_range (rand, 0, 100) < 80 ? matter->unit : "",
       knows < 50 ? matter->name : knows < 75 ? names[0] : "",
       g_rand_int_range (rand, 0, 100) < 70 ? date : "", text);
}

/* The first 2 × N_PAIRS cases are told twice; all the others stand alone. */
static KbSimilar *
new_office (guint n_cases)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (20261124);
  KbSimilar *similar = kb_similar_new ();

  for (guint id = 1; id <= n_cases; id++)
    {
      Matter matter = new_matter (rand);

      add_told (similar, id, rand, &matter);
      if (id < 2 * N_PAIRS)
        add_told (similar, ++id, rand, &matter);
      clear_matter (&matter);
    }

  return similar;
}

static void
test_precision (void)
{
  g_autoptr(KbSimilar) similar = new_office (N_CASES);
  guint n_right = 0, n_offered = 0;

  for (guint id = 1; id <= N_CASES; id++)
    {
      g_autoptr(GArray) hits = kb_similar_find (similar, id, 5);
      guint32 twin = id > 2 * N_PAIRS ? 0 : id % 2 == 1 ? id + 1 : id - 1;

      n_offered += hits->len;
      for (guint i = 0; i < hits->len; i++)
        n_right += g_array_index (hits, KbSimilarHit, i).id == twin;
    }
  g_test_message ("precision %.3f, recall %.3f (threshold %.2f, %u cases, %u pairs)",
                  (double) n_right / n_offered, n_right / (2.0 * N_PAIRS), KB_SIMILAR_THRESHOLD,
                  N_CASES, N_PAIRS);
  g_assert_cmpfloat ((double) n_right / n_offered, >, 0.9);
  g_assert_cmpfloat (n_right / (2.0 * N_PAIRS), >, 0.75);
}

static void
test_speed (void)
{
  g_autoptr(KbSimilar) similar = new_office (100000);
  gint64 began = g_get_monotonic_time ();

  for (guint id = 1; id <= 20; id++)
    g_array_unref (kb_similar_find (similar, id, 5));
  g_test_message ("%.1f ms to ask of 100,000 cases",
                  (g_get_monotonic_time () - began) / 1000.0 / 20);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/casework/similar/says-why", test_reasons);
  g_test_add_func ("/casework/similar/nothing-in-common", test_none);
  g_test_add_func ("/casework/similar/is-mostly-right", test_precision);
  if (g_test_perf ())
    g_test_add_func ("/casework/similar/is-quick", test_speed);

  return g_test_run ();
}
