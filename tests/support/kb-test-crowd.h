/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-test-office.h"

G_BEGIN_DECLS

/* With the three of #KbTestOffice: 50 devices. */
#define KB_TEST_CROWD_MORE 47

/* Puts @entry behind what its stream has. */
typedef void (*KbTestAppend) (gpointer  data,
                              KbEntry  *entry);

/**
 * KbTestCrowd:
 *
 * The test office with 50 devices and their work in the office stream. One of
 * them is hostile: it seals what nobody can open, and goes on writing after it
 * was revoked. Four others leave in between and are revoked, too.
 */
typedef struct
{
  KbTestOffice *office;                 /* borrowed */
  KbTestDevice  more[KB_TEST_CROWD_MORE];
  KbTestAppend  append;
  gpointer      data;
  GPtrArray    *cases;                  /* KbEntry: the last complaints */
  GRand        *rand;
  gboolean      hostile_is_revoked;
  guint         n_cases;
  guint         n_roster;               /* roster entries beyond the office's own */
  guint         n_set_aside;            /* that every desktop must set aside */
} KbTestCrowd;

/* Enrols them: the roster's entries go through @append, as all that follows. */
KbTestCrowd *kb_test_crowd_new   (KbTestOffice *office,
                                  KbTestAppend  append,
                                  gpointer      data);
void         kb_test_crowd_free  (KbTestCrowd  *self);
/* @count entries of the office stream, with revocations and new keys after a quarter and a half. */
void         kb_test_crowd_write (KbTestCrowd  *self,
                                  guint         count);
/* What the hostile device writes next, not appended: for a server that dates it back. */
KbEntry     *kb_test_crowd_late  (KbTestCrowd  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KbTestCrowd, kb_test_crowd_free)

G_END_DECLS
