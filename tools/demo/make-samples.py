#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Prints the demo's complaints, one JSON object a line: {"story", "contact", "civil"}.

Every name, number and place that could belong to somebody is invented and looks it
(“Contoh”, NIK ending in 0000). The texts are what an inspectorate of a regency gets.
"""
import json

K = 'korupsi'
# category, group, kind, position, unit, when, where, value, inspectorate, alias, person, text
ROWS = [
 (K, 'benturan', 'asn', 'Kepala Bidang Bina Marga', 'Dinas PUPR', ('2026-03-03', '2026-05-20'), 'Pangkalan Bun', '± Rp1.250.000.000', 'no', 'kumbang', 'Bambang Contoh',
  'Kepala bidang diduga mengatur pemenang lelang jalan lingkar. Pada awal Maret panitia lelang dipanggil ke ruang kepala bidang. Saya melihat dua amplop diserahkan sebelum jadwal pembukaan penawaran. Perusahaan yang menang memakai alamat yang sama dengan toko milik adiknya, dan tiga penawar lain memakai dokumen dengan kesalahan ketik yang sama persis.'),
 ('aset', '', 'perangkat_desa', 'Kepala Desa', 'Desa Pasir Panjang', ('2026-01', '2026-11'), 'Desa Pasir Panjang', '1 unit ekskavator', 'no', 'semut merah', 'Siti Contoh',
  'Ekskavator desa disewakan untuk keperluan pribadi. Alat itu dibeli dengan dana desa tahun 2024, tetapi sejak Januari dipakai di kebun sawit milik keluarga kepala desa. Sopirnya dibayar dari kas desa. Warga yang meminjam untuk parit justru diminta membayar.'),
 ('disiplin', '', 'asn', 'Staf', 'Kecamatan Arut Selatan', ('2026-08-03', '2026-11-13'), 'Kantor camat', '', 'no', 'belalang', 'Rudi Contoh',
  'Seorang staf tidak masuk kerja lebih dari empat puluh hari tetapi tetap diabsenkan. Kartu absennya ditempelkan oleh teman satu ruangan setiap pagi. Pelayanan surat tanah menjadi terlambat karena hanya dia yang memegang kata sandi.'),
 ('nepotisme', '', 'asn', 'Kepala Bidang Mutasi', 'BKPSDM', ('2026-06', '2026-07'), 'BKPSDM', '', 'no', 'laron', 'Dewi Contoh',
  'Keponakan pejabat lolos seleksi tenaga kontrak tanpa ikut ujian. Daftar hadir ujian tidak memuat namanya, namun nilainya muncul paling tinggi. Dua peserta lain yang nilainya lebih baik dinyatakan gugur karena berkas, padahal berkasnya lengkap.'),
 ('etik', '', 'asn', 'Dokter spesialis', 'RSUD Sultan Imanuddin', ('2026-09-01', '2026-11-10'), 'Poliklinik', '', 'no', 'jangkrik', 'Nur Contoh',
  'Pasien peserta BPJS diarahkan ke klinik pribadi. Setiap hari Senin poliklinik tutup lebih cepat dan perawat membagikan kartu nama klinik. Pasien yang menolak disuruh kembali minggu depan.'),
 (K, 'pemerasan', 'asn', 'Petugas pelayanan', 'Dinas Perizinan', ('2026-10-05', '2026-10-05'), 'Loket 3', 'Rp3.500.000', 'no', 'capung', 'Agus Contoh',
  'Petugas meminta uang agar izin bangunan saya diproses. Ia berkata berkas akan hilang bila tidak ada uang lelah. Saya membayar tunai di parkiran belakang dan mendapat izin keesokan harinya, padahal sebelumnya menunggu tiga bulan.'),
 (K, 'kerugian', 'perangkat_desa', 'Bendahara desa', 'Desa Kumpai Batu Bawah', ('2025-12', '2026-04'), 'Desa Kumpai Batu Bawah', 'Rp87.400.000', 'no', 'kunang-kunang', 'Joko Contoh',
  'Bantuan langsung tunai dipotong seratus ribu rupiah untuk setiap warga. Kami menandatangani kuitansi tiga ratus ribu tetapi hanya menerima dua ratus. Saya memotret daftar penerima; ada tujuh nama orang yang sudah meninggal.'),
 (K, 'gratifikasi', 'asn', 'Kepala Sekolah', 'SMP Negeri contoh', ('2026-07-06', '2026-07-17'), 'Sekolah', 'Rp2.000.000 per anak', 'no', 'lebah', 'Sri Contoh',
  'Orang tua diminta menyumbang agar anaknya diterima lewat jalur zonasi. Uang disebut sumbangan pembangunan, dibayar ke rekening pribadi. Kuitansinya ditulis tangan tanpa cap.'),
 (K, 'curang', 'lainnya', 'Kontraktor', 'Dinas Pendidikan', ('2026-02', '2026-08'), 'SDN contoh, Kumai', 'Rp640.000.000', 'no', 'rayap', 'Wahyu Contoh',
  'Bangunan kelas baru retak dua bulan setelah serah terima. Besi yang dipasang lebih kecil daripada gambar. Pengawas dinas hadir hanya sekali, lalu menandatangani semua laporan mingguan sekaligus.'),
 (K, 'penggelapan', 'asn', 'Bendahara', 'Puskesmas Kumai', ('2026-04', '2026-09'), 'Puskesmas Kumai', 'Rp56.000.000', 'no', 'undur-undur', 'Ratna Contoh',
  'Uang jasa pelayanan tenaga kesehatan tidak dibayarkan penuh. Kami menandatangani daftar kosong, angkanya diisi kemudian. Sejak April jumlah yang masuk rekening berbeda dari daftar yang dilaporkan.'),
 ('kolusi', '', 'asn', 'Pejabat pembuat komitmen', 'Dinas Kesehatan', ('2026-05-11', '2026-06-19'), 'Pangkalan Bun', 'Rp410.000.000', 'no', 'kecoak', 'Hendra Contoh',
  'Spesifikasi alat laboratorium disusun oleh calon penyedia. Berkas spesifikasi yang beredar masih memuat nama perusahaan itu pada keterangannya. Penyedia lain tidak mungkin memenuhi syarat yang hanya cocok untuk satu merek.'),
 ('aset', '', 'asn', 'Sekretaris dinas', 'Dinas Perhubungan', ('2026-10-24', '2026-11-08'), 'Luar kota', '1 mobil dinas', 'no', 'garengpung', 'Putri Contoh',
  'Mobil dinas dipakai untuk acara keluarga di luar kota selama dua minggu. Pelat merahnya diganti pelat hitam. Bahan bakarnya tetap dibebankan ke kantor; saya melihat struknya di meja bendahara.'),
 ('disiplin', '', 'asn', 'Guru', 'Dinas Pendidikan', ('2026-07', '2026-11'), 'Kecamatan Kotawaringin Lama', '', 'no', 'tawon', 'Fitri Contoh',
  'Guru hanya datang dua hari seminggu. Anak-anak kelas lima sering pulang pukul sembilan karena tidak ada pengajar. Daftar hadir di kantor selalu penuh.'),
 (K, 'suap', 'asn', 'Pemeriksa lapangan', 'Bapenda', ('2026-09-14', '2026-09-21'), 'Pangkalan Bun', 'Rp15.000.000', 'no', 'kepik', 'Santoso Contoh',
  'Pajak sebuah restoran diturunkan setelah pemberian uang. Saya bekerja di sana dan disuruh menyiapkan amplop. Seminggu kemudian ketetapan pajaknya turun menjadi sepertiga.'),
 ('etik', '', 'asn', 'Ajudan', 'Sekretariat Daerah', ('2026-11-02', '2026-11-02'), 'Aula kantor', '', 'no', 'kupu', 'Lestari Contoh',
  'Seorang ajudan membentak dan mendorong warga penyandang disabilitas di ruang tunggu. Beberapa pegawai melihat tetapi diam. Ada kamera di sudut ruangan itu.'),
 (K, 'kerugian', 'asn', 'Kuasa pengguna anggaran', 'Dinas Pertanian', ('2026-01-12', '2026-06-30'), 'Kecamatan Pangkalan Lada', 'Rp322.500.000', 'no', 'wereng', 'Kurnia Contoh',
  'Bibit sawit bantuan diterima kelompok tani separuh dari jumlah di berita acara. Sisanya dijual di penangkaran dekat bandara dengan label bantuan yang dicabut. Kami menyimpan tiga label.'),
 ('nepotisme', '', 'perangkat_desa', 'Sekretaris desa', 'Desa Sungai Kapitan', ('2026-03', '2026-03'), 'Balai desa', '', 'no', 'anai', 'Rahayu Contoh',
  'Lowongan perangkat desa tidak diumumkan. Tahu-tahu yang dilantik adalah menantu sekretaris desa. Panitianya pun masih satu keluarga.'),
 ('kolusi', '', 'dprd', 'Anggota DPRD', 'Sekretariat DPRD', ('2026-04-20', '2026-08-28'), 'Pangkalan Bun', '± Rp900.000.000', 'no', 'gangsir', 'Hidayat Contoh',
  'Paket pokok pikiran dikerjakan perusahaan milik kerabat anggota dewan. Tujuh paket penunjukan langsung jatuh ke dua perusahaan dengan alamat yang sama. Nilai tiap paket selalu sedikit di bawah batas lelang.'),
 ('aset', '', 'asn', 'Kepala UPT', 'Dinas Perikanan', ('2026-02', '2026-10'), 'Kumai', '2 perahu motor', 'no', 'engkang', 'Susanto Contoh',
  'Dua perahu bantuan nelayan tidak pernah sampai ke kelompok. Perahu itu tertambat di dermaga pribadi dan dipakai mengantar tamu wisata. Nomor lambungnya masih terbaca.'),
 (K, 'pemerasan', 'perangkat_desa', 'Kepala dusun', 'Desa Natai Raya', ('2026-08', '2026-09'), 'Desa Natai Raya', 'Rp500.000', 'no', 'tonggeret', 'Handayani Contoh',
  'Warga diminta membayar untuk mendapat tanda tangan surat tanah. Yang tidak membayar suratnya ditahan berbulan-bulan. Saya punya rekaman percakapan lewat telepon.'),
 (K, 'penggelapan', 'asn', 'Pengurus barang', 'Dinas Sosial', ('2026-05', '2026-05'), 'Gudang dinas', '120 paket sembako', 'no', 'kutu daun', 'Endang Contoh',
  'Paket sembako untuk korban banjir dijual di warung. Label kantor masih menempel di kardusnya. Saya membeli satu dan menyimpannya.'),
 ('disiplin', '', 'asn', 'Kepala Seksi', 'Satpol PP', ('2026-10-12', '2026-11-16'), 'Pangkalan Bun', '', 'no', 'samber mata', 'Rizky Contoh',
  'Kepala seksi bekerja sebagai pengelola kafe pada jam dinas. Ia hanya apel pagi lalu pergi. Kafe itu dijaga anggota yang sedang piket.'),
 ('etik', '', 'lainnya', 'Tenaga kontrak', 'Dinas Dukcapil', ('2026-11-09', '2026-11-09'), 'Loket KTP', '', 'no', 'kaki seribu', '',
  'Data pemohon KTP difoto dengan telepon pribadi petugas. Setelah itu saya ditawari pinjaman oleh orang yang tahu nama ibu saya. Saya takut data saya dijual.'),
 (K, 'curang', 'asn', 'Pejabat pengadaan', 'Dinas Lingkungan Hidup', ('2026-06-01', '2026-09-30'), 'TPA', 'Rp198.000.000', 'no', 'lalat buah', 'Yusuf Contoh',
  'Solar truk sampah dilaporkan dua kali lipat. Truk yang rusak tetap tercatat mengisi bahan bakar setiap hari. Buku gudang diganti pada akhir bulan.'),
 (K, 'suap', 'asn', 'Auditor', 'Inspektorat', ('2026-09-07', '2026-09-25'), 'Pangkalan Bun', 'Rp25.000.000', 'staff', 'ulat bulu', 'Maria Contoh',
  'Seorang auditor meminta uang agar temuan di kantor kami dihapus. Pertemuan terjadi di rumah makan dekat bundaran. Temuan perjalanan dinas ganda hilang dari naskah hasil pemeriksaan yang terakhir.'),
 ('etik', '', 'asn', 'Irban', 'Inspektorat', ('2026-10-19', '2026-10-23'), 'Luar daerah', '', 'staff', 'kumbang kelapa', 'Tono Contoh',
  'Tim pemeriksa menerima jamuan dan penginapan dari pihak yang diperiksa. Foto makan malamnya diunggah lalu dihapus. Saya menyimpan tangkapan layarnya.'),
 (K, 'kerugian', 'perangkat_desa', 'Ketua BUMDes', 'Desa Lalang', ('2025-08', '2026-10'), 'Desa Lalang', 'Rp150.000.000', 'no', 'walang sangit', 'Lina Contoh',
  'Modal badan usaha desa habis tanpa laporan. Toko yang dibangun tidak pernah buka. Setiap ditanya dalam musyawarah, ketua berkata pembukuan sedang diperbaiki.'),
 ('aset', '', 'asn', 'Kepala Subbagian Umum', 'Sekretariat Daerah', ('2026-11-01', '2026-11-20'), 'Rumah jabatan', '3 AC, 1 genset', 'no', 'orong-orong', 'Budi Contoh',
  'Barang inventaris diangkut ke rumah pribadi pada malam hari. Satpam mencatat nomor mobilnya di buku tamu. Barang itu kemudian dilaporkan rusak berat.'),
]


def sample(row, i):
    category, group, kind, position, unit, when, where, value, inspectorate, alias, person, text = row
    entry = {'story': {
        'alias': alias, 'category': category, 'group': group, 'text': text,
        'reported': {'kind': kind, 'name': '', 'position': position, 'unit': unit, 'inspectorate': inspectorate},
        'when': {'from': when[0], 'to': when[1]}, 'where': where, 'value': value,
        'witnesses': 'Dua orang rekan kerja' if i % 3 == 0 else '', 'elsewhere': 'Belum' if i % 2 else '',
        'evidence': 'Foto dan catatan ada pada saya' if i % 4 == 0 else ''}}
    if person:
        entry['contact'] = {'phone': f'08120000{i:04d}', 'email': '', 'safe': 'Setelah pukul 18.00, lewat pesan'}
        entry['civil'] = {'name': person, 'nik': f'62010112{70 + i % 25:02d}{i:02d}0000', 'address': f'Jalan Contoh {i}, Pangkalan Bun',
                          'gender': '', 'occupation': 'Wiraswasta' if i % 2 else 'Pegawai'}
    return entry


for number, row in enumerate(ROWS, 1):
    print(json.dumps(sample(row, number), ensure_ascii=False))
