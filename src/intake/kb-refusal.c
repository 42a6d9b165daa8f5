/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-refusal.h"

/* The sentences are read by reporters, so they are Indonesian whatever the
 * server's locale is; programs read the code. */
static const struct
{
  guint       status;
  const char *code;
  const char *sentence;
} refusals[KB_N_REFUSALS] = {
  [KB_REFUSAL_NONE] = { 200, "none", "" },
  [KB_REFUSAL_MALFORMED] = { 400, "malformed",
    "Kiriman rusak atau terpotong. Kirim ulang dari awal." },
  [KB_REFUSAL_BAD_VERSION] = { 400, "bad_version",
    "Kiriman memakai versi yang tidak dikenal server ini." },
  [KB_REFUSAL_BAD_SIGNATURE] = { 400, "bad_signature", "Tanda tangan kiriman tidak cocok." },
  [KB_REFUSAL_BAD_PART] = { 400, "bad_part",
    "Isi salah satu bagian tidak cocok dengan kepala kiriman." },
  [KB_REFUSAL_BAD_RULE] = { 400, "bad_rule", "Kiriman tidak memenuhi aturan jenisnya." },
  [KB_REFUSAL_BAD_BODY] = { 400, "bad_body", "Bagian terbuka kiriman tidak dapat dibaca." },
  [KB_REFUSAL_BAD_QUERY] = { 400, "bad_query", "Alamat permintaan tidak dapat dibaca." },
  [KB_REFUSAL_BAD_FORM] = { 400, "bad_form",
    "Formulir tidak lengkap atau terlalu panjang. Periksa isiannya." },
  [KB_REFUSAL_WRONG_GENESIS] = { 400, "wrong_genesis", "Kiriman ditujukan kepada kantor lain." },
  [KB_REFUSAL_WRONG_INTAKE] = { 400, "wrong_intake", "Entri pertama menyebut kunci server lain." },
  [KB_REFUSAL_WRONG_KIND] = { 400, "wrong_kind", "Jenis entri ini tidak diterima di alamat ini." },
  [KB_REFUSAL_UNKNOWN_AUDIENCE] = { 400, "unknown_audience",
    "Penerima yang disebut tidak dikenal kantor ini." },
  [KB_REFUSAL_UNAUTHORIZED] = { 401, "unauthorized",
    "Perangkat ini tidak dikenal atau sudah dicabut." },
  [KB_REFUSAL_NOT_ALLOWED] = { 403, "not_allowed", "Perangkat ini tidak berwenang untuk itu." },
  [KB_REFUSAL_NOT_ON_RECORD] = { 403, "not_on_record",
    "Belum ada catatan pembukaan yang berlaku untuk bagian ini." },
  [KB_REFUSAL_ONLY_GENESIS] = { 403, "only_genesis",
    "Kode pertama hanya dapat dipakai untuk mendirikan kantor." },
  [KB_REFUSAL_NOT_RESTORING] = { 403, "not_restoring",
    "Server ini utuh dan tidak sedang dipulihkan." },
  [KB_REFUSAL_NOT_FOUND] = { 404, "not_found", "Yang diminta tidak ada." },
  [KB_REFUSAL_NO_JOIN] = { 404, "no_join",
    "Tempat bergabung ini tidak dibuka, atau waktunya sudah lewat. Minta kode baru." },
  [KB_REFUSAL_NO_MAILBOX] = { 404, "no_mailbox",
    "Tidak ada aduan dengan kata-kata itu. Periksa lagi, lalu coba sekali lagi." },
  [KB_REFUSAL_WRONG_METHOD] = { 405, "wrong_method",
    "Cara permintaan ini tidak diterima di alamat ini." },
  [KB_REFUSAL_ALREADY_STORED] = { 409, "already_stored",
    "Kiriman ini sudah tersimpan sebelumnya." },
  [KB_REFUSAL_AUTHOR_SEQUENCE] = { 409, "author_sequence",
    "Nomor urut penulis sudah dipakai atau terlompat." },
  [KB_REFUSAL_STALE_EPOCH] = { 409, "stale_epoch",
    "Kunci kantor sudah diganti. Segel ulang, lalu kirim lagi." },
  [KB_REFUSAL_CASE_USED] = { 409, "case_used", "Nomor kasus sudah dipakai aduan lain." },
  [KB_REFUSAL_PROFILE_UNKNOWN] = { 409, "profile_unknown",
    "Halaman disegel untuk kantor yang tidak dikenal. Muat ulang halaman." },
  [KB_REFUSAL_PROFILE_EXPIRED] = { 409, "profile_expired",
    "Masa berlaku keterangan kantor sudah lewat. Muat ulang halaman." },
  [KB_REFUSAL_GENESIS_EXISTS] = { 409, "genesis_exists", "Kantor ini sudah didirikan." },
  [KB_REFUSAL_JOIN_USED] = { 409, "join_used",
    "Kode ini sudah dipakai perangkat lain. Minta kode baru." },
  [KB_REFUSAL_JOINS_FULL] = { 409, "joins_full",
    "Terlalu banyak tempat bergabung yang terbuka. Tutup salah satu dulu." },
  [KB_REFUSAL_MESSAGES_FULL] = { 409, "messages_full",
    "Pesan untuk aduan ini sudah mencapai batas. Buat aduan baru bila ada hal lain." },
  [KB_REFUSAL_FORK] = { 409, "fork",
    "Server menyimpan entri lain di nomor ini. Jurnal keduanya berbeda." },
  [KB_REFUSAL_GAP] = { 409, "gap", "Entri ini bukan lanjutan dari yang tersimpan di server." },
  [KB_REFUSAL_PART_LOST] = { 410, "part_lost",
    "Bagian identitas ini hilang bersama server yang lama dan tidak dapat dipulihkan." },
  [KB_REFUSAL_TOO_LARGE] = { 413, "too_large", "Kiriman terlalu besar." },
  [KB_REFUSAL_WRONG_TYPE] = { 415, "wrong_type",
    "Jenis isi kiriman tidak diterima di alamat ini." },
  [KB_REFUSAL_TOO_MANY] = { 429, "too_many",
    "Terlalu banyak kiriman dari jaringan ini. Coba lagi nanti." },
  [KB_REFUSAL_INTERNAL] = { 500, "internal",
    "Server mengalami gangguan. Tidak ada yang tersimpan." },
  [KB_REFUSAL_BUSY] = { 503, "busy", "Server sedang sibuk. Coba lagi sebentar lagi." },
  [KB_REFUSAL_DISK_FULL] = { 503, "disk_full",
    "Penyimpanan server penuh. Kiriman belum tersimpan; coba lagi nanti." },
  [KB_REFUSAL_NO_PROFILE] = { 503, "no_profile", "Kantor belum siap menerima aduan." },
  [KB_REFUSAL_STOPPING] = { 503, "stopping", "Server sedang dimatikan. Coba lagi sebentar lagi." },
  [KB_REFUSAL_RESTORING] = { 503, "restoring",
    "Server sedang dipulihkan. Tidak ada yang tersimpan; coba lagi nanti." },
};

/**
 * kb_refusal_get_code:
 *
 * Returns: the stable code, ASCII
 */
const char *
kb_refusal_get_code (KbRefusal self)
{
  g_return_val_if_fail (self < KB_N_REFUSALS, NULL);

  return refusals[self].code;
}

/**
 * kb_refusal_get_sentence:
 *
 * Returns: one Indonesian sentence or two for whoever sent the request
 */
const char *
kb_refusal_get_sentence (KbRefusal self)
{
  g_return_val_if_fail (self < KB_N_REFUSALS, NULL);

  return refusals[self].sentence;
}

/**
 * kb_refusal_get_status:
 *
 * Returns: the HTTP status
 */
guint
kb_refusal_get_status (KbRefusal self)
{
  g_return_val_if_fail (self < KB_N_REFUSALS, 500);

  return refusals[self].status;
}
