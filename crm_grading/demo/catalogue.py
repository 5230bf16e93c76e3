"""The goods of the demo company: code, English name, Chinese name, list price and cost in CNY without tax, pack size.

Orders take whole packs. Brands are invented. Goods in DELIVERED_POLICY are invoiced by delivered quantity, the others
when ordered.
"""

CATEGORIES = {
    "telecom": ("Telecom devices & cards", "通信终端与卡品"),
    "tobacco": ("Tobacco", "卷烟"),
    "auto": ("Car parts & accessories", "汽车配件与用品"),
    "office": ("Office goods", "办公用品"),
    "service": ("Services", "服务"),
}
PRODUCTS = {
    "telecom": [
        ("TX-X20", "Xingchen X20 5G Smartphone", "星辰 X20 5G 智能手机", 2699, 2290, 2),
        ("TX-X20P", "Xingchen X20 Pro 5G Smartphone", "星辰 X20 Pro 5G 智能手机", 3899, 3280, 2),
        ("TX-S5", "Xingchen S5 Smartphone", "星辰 S5 智能手机", 1299, 1090, 5),
        ("TX-E2", "Xingchen E2 Senior Phone", "星辰 E2 老人机", 239, 178, 10),
        ("TX-CPE5", "5G CPE Router", "5G CPE 无线路由器", 899, 690, 2),
        ("TX-WF6", "Wi-Fi 6 Home Router", "Wi-Fi 6 家用路由器", 259, 188, 10),
        ("TX-ONT", "GPON Optical Modem", "GPON 光猫", 148, 109, 20),
        ("TX-STB", "4K Set-top Box", "4K 机顶盒", 199, 146, 10),
        ("TX-WATCH", "Kids Smart Watch 4G", "4G 儿童电话手表", 459, 338, 5),
        ("TX-SIM100", "SIM Starter Card (box of 100)", "手机入网卡(100张/盒)", 300, 180, 5),
        ("TX-IOT50", "IoT Card (box of 50)", "物联网卡(50张/盒)", 650, 520, 2),
        ("TX-RC50", "Recharge Card 50 CNY (pack of 20)", "50元充值卡(20张/包)", 975, 960, 5),
        ("TX-RC100", "Recharge Card 100 CNY (pack of 20)", "100元充值卡(20张/包)", 1945, 1918, 5),
        ("TX-ACC", "Phone Accessory Assortment", "手机配件组合装", 88, 46, 20),
    ],
    "tobacco": [
        ("YC-JS-R", "Jinsui Red (carton)", "金穗(红) 条", 95, 84, 5),
        ("YC-JS-G", "Jinsui Gold (carton)", "金穗(金) 条", 168, 146, 5),
        ("YC-YL-H", "Yunling Hard (carton)", "云岭(硬) 条", 125, 109, 5),
        ("YC-YL-S", "Yunling Soft (carton)", "云岭(软) 条", 212, 184, 5),
        ("YC-JN-X", "Jiangnan Slim (carton)", "江南(细支) 条", 186, 160, 5),
        ("YC-JN-Z", "Jiangnan Collection (carton)", "江南(珍藏) 条", 560, 476, 1),
        ("YC-HD-B", "Huangdu Blue (carton)", "皇都(蓝) 条", 248, 214, 2),
        ("YC-HD-D", "Huangdu Grand (carton)", "皇都(大师) 条", 880, 742, 1),
        ("YC-LT", "Lighters (box of 50)", "打火机(50支/盒)", 45, 24, 2),
    ],
    "auto": [
        ("QP-OIL4", "Engine Oil 5W-30 4 L", "全合成机油 5W-30 4L", 218, 152, 6),
        ("QP-BRK", "Brake Pad Set, front", "前刹车片套装", 185, 118, 4),
        ("QP-FLT", "Oil, Air and Cabin Filter Kit", "三滤套装", 96, 58, 10),
        ("QP-TYR", "Tyre 205/55 R16", "轮胎 205/55 R16", 365, 288, 4),
        ("QP-BAT", "Battery 12 V 60 Ah", "蓄电池 12V 60Ah", 398, 305, 2),
        ("QP-WIP", "Wiper Blade Pair", "雨刮片(对)", 58, 29, 10),
        ("QP-LED", "LED Headlight Kit", "LED 大灯套件", 268, 170, 4),
        ("QP-DSH", "Dashcam 1440P", "行车记录仪 1440P", 329, 225, 4),
        ("QP-MAT", "Floor Mat Set", "汽车脚垫套装", 138, 76, 5),
        ("QP-SEAT", "Child Safety Seat", "儿童安全座椅", 780, 545, 1),
        ("QP-FILM", "Window Film, full car", "全车车窗膜", 960, 610, 1),
        ("QP-CLN", "Car Care Kit", "汽车养护套装", 75, 41, 12),
    ],
    "office": [
        ("BG-A4", "A4 Paper (box of 5 reams)", "A4 复印纸(5包/箱)", 98, 79, 5),
        ("BG-TNR", "Toner Cartridge", "硒鼓", 165, 98, 4),
        ("BG-CHR", "Office Chair", "人体工学办公椅", 468, 318, 2),
        ("BG-DSK", "Office Desk 1.4 m", "办公桌 1.4 米", 620, 435, 1),
        ("BG-PRJ", "Projector 4,000 lm", "投影仪 4000 流明", 3280, 2650, 1),
        ("BG-WBD", "Whiteboard 120 × 90 cm", "白板 120×90 厘米", 158, 102, 2),
        ("BG-STN", "Stationery Set", "文具套装", 42, 24, 20),
    ],
    "service": [
        ("FW-INS", "Installation and Commissioning", "安装调试服务", 300, 160, 1),
        ("FW-TRN", "Sales Staff Training (day)", "店员培训(天)", 1500, 800, 1),
    ],
}
DELIVERED_POLICY = {"TX-ONT", "TX-STB", "TX-CPE5", "QP-TYR", "QP-BAT", "BG-DSK", "BG-PRJ", "YC-HD-D"}
