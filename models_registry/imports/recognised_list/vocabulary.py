"""What offices call the columns, groups and closing lines of their lists of recognised models: data, all folded.

Folded = lower case, without accents and punctuation, single blanks. “=” marks a phrase that must be the whole heading;
`core.spreadsheets.headings.Vocabulary` tells how the others are weighed.
"""

from core.spreadsheets.headings import Vocabulary

ORDINAL, NAME, NAME_WEAK, UNIT, UNIT_WEAK, UNIT_CODE = "ordinal", "name", "name_weak", "unit", "unit_weak", "unit_code"
SECTOR, KIND, KIND_TICK, PERSON, NOTE, STATUS = "sector", "kind", "kind_tick", "person", "note", "status"
PERIOD, FROM, TO = "period", "from", "to"
LEVEL, DECISION, DECISION_DATE, OUTCOME, MERIT = "level", "decision", "decision_date", "outcome", "merit_year"
SECTOR_TICK, LEVEL_TICK, STATUS_TICK = "sector_tick", "level_tick", "status_tick"  # told by a heading of two levels
SCORE, PHONE, SIGNATURE, OTHER = "score", "phone", "signature", "other"

HEADINGS = {
    ORDINAL: ("=tt", "=stt", "=so tt", "=so thu tu", "=thu tu", "=no", "=s tt", "=so"),
    NAME: (
        "ten mo hinh", "ten dien hinh", "ten cac mo hinh", "ten mh", "ten goi mo hinh", "ten goi cua mo hinh",
        "ten cong trinh", "ten viec lam", "ten phan viec", "ten dan van kheo", "ten cach lam", "ten san pham",
        "mo hinh dien hinh", "mo hinh dan van kheo", "dien hinh dan van kheo",
        "=mo hinh", "=cac mo hinh", "=mo hinh dien hinh", "=mo hinh hoac dien hinh", "=dien hinh mo hinh",
        "=cac mo hinh dien hinh", "=mo hinh va dien hinh", "=ten goi mo hinh dien hinh", "=dan van kheo",
    ),
    NAME_WEAK: (
        "noi dung mo hinh", "noi dung dang ky", "viec lam kheo", "noi dung cong viec", "=noi dung", "=ten", "=ten goi",
        "=noi dung thuc hien", "=phan viec", "=cong trinh phan viec", "=ten noi dung",
    ),
    UNIT: (
        "don vi", "ten don vi", "chi bo dang bo", "dang bo chi bo", "chi dang bo", "to chuc dang", "ten chi bo",
        "ten co quan", "noi dang ky", "chu the thuc hien", "chu the", "co quan don vi", "tap the dang ky",
        "=chi bo", "=dang bo", "=co quan", "=to dan pho", "=tdp", "=khu dan cu", "=to chuc", "=cap uy", "=co so",
        "=chi bo truc thuoc", "=chi bo co so", "=tap the ca nhan thuc hien", "=thon to dan pho", "=noi",
    ),
    UNIT_WEAK: ("=dia chi", "=dia ban", "ten tap the", "=tap the ca nhan", "=ca nhan tap the", "=truc thuoc"),
    UNIT_CODE: ("ma don vi", "=ma", "=ma so", "ma chi bo", "=ky hieu"),
    SECTOR: ("linh vuc", "=mang", "=nhom"),
    KIND: (
        "loai hinh", "loai mo hinh", "loai dien hinh", "phan loai mo hinh", "mo hinh hay dien hinh",
        "=loai", "=hinh thuc", "=phan loai", "=tap the hay ca nhan", "=tap the hoac ca nhan", "=tt cn", "=doi tuong",
        "=loai tap the ca nhan", "=hinh thuc mo hinh", "=doi tuong duoc cong nhan", "=phan loai tap the ca nhan",
        "=doi tuong cong nhan", "=doi tuong tap the ca nhan", "=loai tt cn", "=hinh thuc tap the ca nhan",
        "=loai hinh tap the ca nhan", "=loai doi tuong",
    ),
    KIND_TICK: (
        "=tap the", "=ca nhan", "=mo hinh tap the", "=mo hinh ca nhan", "=dien hinh tap the", "=dien hinh ca nhan",
        "=tap the dien hinh", "=ca nhan dien hinh", "=guong ca nhan", "=guong dien hinh",
    ),
    PERSON: (
        "ho va ten", "ho ten", "ten ca nhan", "ten nguoi", "=nguoi thuc hien", "=ten dong chi", "=ca nhan thuc hien",
    ),
    PERIOD: (
        "thoi gian", "thoi han", "thoi diem", "giai doan", "nam thuc hien", "tien do",
        "=nam trien khai", "=ngay thuc hien", "=thang thuc hien",
    ),
    FROM: (
        "thoi gian bat dau", "ngay bat dau", "thoi diem bat dau", "thang bat dau", "nam bat dau", "=bat dau",
        "=tu", "=tu ngay", "=tu thang", "=tu nam", "=ngay trien khai", "=trien khai tu", "=thoi gian tu",
        "=tu ngay thang nam", "=tu ngay thang", "=tu thang nam",
    ),
    TO: (
        "thoi gian ket thuc", "ngay ket thuc", "thoi diem ket thuc", "thang ket thuc", "nam ket thuc", "=ket thuc",
        "thoi gian hoan thanh", "ngay hoan thanh", "=hoan thanh", "=den", "=den ngay", "=den thang", "=den nam",
        "=thoi gian den", "=den ngay thang nam", "=den ngay thang", "=den thang nam",
    ),
    NOTE: ("ghi chu", "=luu y"),
    STATUS: (
        "tinh trang", "trang thai", "=moi duy tri", "=moi hay duy tri", "=duy tri moi", "=moi hoac duy tri",
        "hinh thuc dang ky", "=xay dung moi duy tri", "=hien trang",
    ),
    STATUS_TICK: ("=moi", "=duy tri", "=xay dung moi", "=tiep tuc duy tri", "=nhan rong", "=dang ky moi", "=nang cao"),
    LEVEL: ("cap cong nhan", "cap de nghi", "muc cong nhan", "muc do cong nhan", "danh hieu", "=cap", "=cap do"),
    DECISION: ("quyet dinh", "so qd", "=qd cong nhan", "=qd", "so van ban"),
    DECISION_DATE: (
        "ngay quyet dinh", "ngay cong nhan", "ngay ky", "ngay ban hanh", "thoi gian cong nhan", "ngay thang quyet dinh",
        "thoi diem cong nhan", "=ngay qd", "ngay thang nam quyet dinh", "=ngay",
    ),
    OUTCOME: (
        "ket qua cong nhan", "ket qua xet", "ket qua tham dinh", "ket qua binh xet", "ket luan", "=cong nhan",
        "y kien tham dinh",
    ),
    MERIT: ("nam cong nhan", "nam duoc cong nhan", "nam dat"),
    SCORE: ("diem", "tieu chi", "=tc1", "=tc2", "=tc3", "=tc4", "=tc5", "=tc6", "=tc 1", "=tc 2", "=tc 3", "cham diem"),
    PHONE: ("so dien thoai", "dien thoai", "sdt", "di dong", "email", "so may", "hop thu"),
    SIGNATURE: ("ky nhan", "ky ten", "chu ky", "diem danh", "=co mat", "=vang"),
    OTHER: (
        "ho va ten nguoi phu trach", "ho ten nguoi phu trach", "ho va ten bi thu", "ho ten bi thu", "de nghi cong nhan",
        "ho va ten nguoi lien he", "ho ten nguoi lien he", "ho va ten nguoi dung dau", "ho ten nguoi dung dau",
        "don vi tinh", "dvt", "don vi phoi hop", "don vi cong nhan", "phoi hop", "so mo hinh", "so dien hinh",
        "so luong",
        "so ho", "so nguoi", "kinh phi", "dia diem", "dac diem", "muc tieu", "ket qua", "hieu qua", "noi dung chinh",
        "noi dung va ket qua", "noi dung hoat dong", "tom tat", "cach lam", "dia ban", "dia chi", "doi tuong",
        "chi tieu",
        "chuc vu", "chuc danh", "ngay sinh", "nam sinh", "gioi tinh", "dan toc", "xep loai", "danh gia",
        "nguoi phu trach",
        "phu trach", "nguoi chu tri", "dau moi", "nguoi dung dau", "bi thu", "thoi gian dang ky", "ngay dang ky",
        "tong so", "=tong", "quy mo", "thuc trang", "nguon luc", "san pham",
    ),
}  # fmt: skip

# Cut from the end of a heading before it is compared as a whole.
TAILS = (
    "dan van kheo", "tieu bieu", "tien tien", "duoc cong nhan", "de nghi cong nhan", "dang ky", "da dang ky",
    "thuc hien",
    "thuc hien mo hinh", "trien khai", "x", "danh dau x", "danh dau", "neu co", "theo ke hoach", "nam", "xay dung",
    "nam 2020", "nam 2021", "nam 2022", "nam 2023", "nam 2024", "nam 2025", "nam 2026", "nam 2027", "nam 2028",
    "nam 2029", "nam 2030", "tt cn", "cn tt", "1 5", "i v", "cua don vi",
    "chu tri", "truc thuoc", "tu", "den", "phuong", "duoc xay dung",
    "da xay dung",
)  # fmt: skip

WORDS_OF_HEADINGS = Vocabulary(HEADINGS, TAILS)

MODEL, INDIVIDUAL = "MODEL", "INDIVIDUAL"
COLLECTIVE_WORDS, PERSON_WORDS = "tap the", "ca nhan"
# Whole folded texts that name a kind, besides every text with just one of the two words above.
KINDS = {
    "tt": MODEL,
    "mo hinh": MODEL,
    "mh": MODEL,
    "mhtt": MODEL,
    "mh tt": MODEL,
    "t the": MODEL,
    "cn": INDIVIDUAL,
    "dh cn": INDIVIDUAL,
    "dhcn": INDIVIDUAL,
    "dien hinh": INDIVIDUAL,
    "guong dien hinh": INDIVIDUAL,
    "guong": INDIVIDUAL,
    "nguoi tot viec tot": INDIVIDUAL,
    "c nhan": INDIVIDUAL,
}
# What may stand beside “tập thể” or “cá nhân” in a heading, a cell or a group line that says nothing else.
_BESIDE_KIND = """
    mo hinh dien cac doi voi ve nhom danh sach phan la dan van kheo tieu bieu loai cong nhan duoc guong x so muc thuoc
    de nghi cua mh dh tien xuat sac dau danh nam
"""
BESIDE_KIND = frozenset(_BESIDE_KIND.split())

# The five fields of the Plan (II.4.3); longest phrases count first, so “trật tự an toàn xã hội” is no society.
SECTORS = {
    1: (
        "xay dung dang va he thong chinh tri", "xay dung dang", "xd dang", "xdd", "he thong chinh tri", "htct",
        "ht chinh tri",
        "xay dung chinh quyen", "xd htct", "xddang", "xdht ct", "xd dang htct", "xdd htct", "xay dung to chuc dang",
    ),
    2: ("phat trien kinh te", "kinh te xa hoi", "kinh te", "kt xh", "ktxh", "ptkt", "pt kt", "kt"),
    3: ("van hoa xa hoi", "van hoa", "vh xh", "vhxh", "xa hoi", "van xa", "vh", "xh", "an sinh xa hoi"),
    4: (
        "quoc phong an ninh", "quoc phong", "an ninh", "qp an", "qpan", "an qp", "qp", "anqp", "an tt", "antt",
        "trat tu an toan xa hoi", "an ninh trat tu", "trat tu xa hoi", "an toan xa hoi", "ttatxh", "qpan ttatxh",
    ),
    5: (
        "chuyen doi so", "cds", "cd so", "chuyen doi so quoc gia", "cong nghe so", "khoa hoc cong nghe",
        "doi moi sang tao",
    ),
}  # fmt: skip
# Words that say nothing about the field: a text of a field's phrases and these is the name of that field.
_BESIDE_SECTOR = """
    linh vuc va ve trong phat trien xay dung cong tac mang nhom thuoc cac bao dam giu vung cung co tren doi song nen
    toan dan thuc hien mo hinh dien phan xd pt lv theo trat tu van kheo sach manh duoc nhan gan voi
"""
BESIDE_SECTOR = frozenset(_BESIDE_SECTOR.split())
SECTOR_PREFIXES = ("linh vuc", "lv", "ve linh vuc", "thuoc linh vuc", "nhom linh vuc", "cac mo hinh linh vuc")

_TICKS = "x v ✓ ✔ ☑ ☒ ✕ ✗ ✘ × х * + √ ü þ ● • ■ 1 01 true có đúng yes y"
_NO_TICKS = "- – — 0 00 false không k ☐ □ ko no n . …"
TICKS, NO_TICKS = frozenset(_TICKS.split()), frozenset(_NO_TICKS.split()) | {""}
_DITTOS = """ '' " ” “ ″ 〃 nt -nt- nt. "" “” -"- như|trên -như|trên- -|nt|- -|"|- """
DITTOS = frozenset(mark.replace("|", " ") for mark in _DITTOS.split())

TOTALS = ("tong cong", "tong so", "cong chung", "tong chung", "tong nhom", "cong nhom", "cong linh vuc", "cong muc")
WHOLE_TOTALS = frozenset(("tong", "cong", "tong hop", "tc", "cong hop"))
# Lines below the table: signatures, receivers, places and dates. Beginnings of folded words.
CLOSINGS = (
    "noi nhan", "nguoi lap", "nguoi tong hop", "nguoi bao cao", "t m ", "tm ", "tl ", "t l ", "k t ", "kt ban",
    "kt truong", "kt bi thu", "thu truong", "ky ten", "ky ghi ro", "ky dong dau", "xac nhan cua", "da ky",
    "can bo tong hop",
)  # fmt: skip
WHOLE_CLOSINGS = frozenset(
    (
        "truong ban", "pho truong ban", "bi thu", "pho bi thu", "chu tich", "pho chu tich", "ban thuong vu", "da ky",
        "pho bi thu thuong truc", "nguoi lap bieu", "lap bieu", "chuyen vien", "ke toan", "ky", "t m", "tm",
        "chanh van phong",
    )
)  # fmt: skip
REMARKS = (
    "ghi chu", "luu y", "chu thich", "chu giai", "an dinh danh sach", "danh sach co", "danh sach nay co", "giai thich",
)  # fmt: skip

LEVELS = {  # folded words within a text → level of recognition; the first that fits
    "tinh": "PROVINCE",
    "thanh pho": "PROVINCE",
    "phuong": "WARD",
    "xa": "WARD",
    "dac khu": "WARD",
    "co so": "MEETS",
    "dat tieu chi": "MEETS",
    "chi bo": "MEETS",
}
REFUSALS = ("khong", "chua", "loai", "de lai")  # how an outcome that is no recognition begins
