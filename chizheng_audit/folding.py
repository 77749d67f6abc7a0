"""Texts folded for comparing: what a reader takes for the same word becomes the same text. Never for output."""

import polars as pl

_RADICALS = "⻋车 ⻅见 ⻉贝 ⻓长 ⻔门 ⻙韦 ⻚页 ⻛风 ⻜飞 ⻢马 ⻣骨 ⻤鬼 ⻥鱼 ⻦鸟 ⻧卤 ⻨麦 ⻩黄 ⻬齐 ⻮齿 ⻰龙 ⺠民 ⻁虎 ⻄西 ⻆角 ⻘青 ⻝食"
"""Signs of the radicals supplement that converted PDFs put in place of characters; NFKC knows only a few of them."""
_TRADITIONAL = (
    "員员 師师 電电 車车 機机 護护 維维 營营 銷销 網网 聯联 業业 職职 證证 書书 訓训 練练 級级 專专 項项 術术 務务 備备 設设 "
    "製制 裝装 銲焊 鉗钳 鍛锻 鑄铸 鑽钻 銑铣 鋼钢 鐵铁 壓压 養养 醫医 藥药 農农 園园 藝艺 種种 髮发 發发 麵面 點点 廚厨 飲饮 "
    "調调 飼饲 獸兽 漁渔 礦矿 採采 測测 繪绘 監监 檢检 驗验 計计 統统 會会 財财 貨货 運运 輸输 倉仓 儲储 郵邮 遞递 導导 遊游 "
    "賓宾 館馆 廳厅 樓楼 築筑 鋪铺 塗涂 縫缝 紡纺 織织 資资 嬰婴 兒儿 託托 衛卫 環环 淨净 潔洁 處处 廢废 場场 動动 數数 據据 "
    "圖图 軟软 認认 試试 實实 習习 學学 結结 經经 開开 關关 門门 間间 體体 際际 險险 陽阳 陰阴 無无 線线 纜缆 氣气 熱热 煙烟 "
    "爐炉 燈灯 產产 廠厂 鎮镇 縣县 區区 國国 華华 東东 號号 單单 價价 評评 鑑鉴 鑒鉴 續续 絡络 纖纤 絲丝 繡绣 顏颜 飾饰 寶宝 "
    "鐘钟 錶表 橋桥 樁桩 塊块 牆墙 構构 樣样 轉转 輪轮 載载 駕驾 駛驶 馬马 魚鱼 鳥鸟 雞鸡 豬猪 蟲虫 蠶蚕 蘭兰 葉叶 薦荐 "
    "歲岁 齡龄 長长 講讲 話话 語语 譯译 誌志 廣广 報报 辦办 協协 質质 標标 準准 總总 應应 類类 頂顶 預预 風风 飛飞 龍龙"
)
_PAIRS = {pair[0]: pair[1] for pair in (*_RADICALS.split(), *_TRADITIONAL.split()) if pair[0] != pair[1]}
_SEPARATORS = r"[()\[\]{}<>【】〔〕《》〈〉/\\|·・‧_\-‐‑‒–—―−]+"


def folded(text: pl.Expr) -> pl.Expr:
    """Width, case, blanks, hidden signs, marks, radicals and common traditional characters folded."""
    return (
        text.str.normalize("NFKC")
        .str.replace_all(r"[\s\p{C}\p{Mn}]", "")
        .str.to_lowercase()
        .str.replace_many(list(_PAIRS), list(_PAIRS.values()))
    )


def in_parts(text: pl.Expr) -> pl.Expr:
    """`folded`, with one sign / for any run of brackets, slashes, dots and hyphens, and none at the ends."""
    return folded(text).str.replace_all(_SEPARATORS, "/").str.strip_chars("/")


def run_together(text: pl.Expr) -> pl.Expr:
    """`folded` without any brackets, slashes, dots or hyphens."""
    return folded(text).str.replace_all(_SEPARATORS, "")
