import io, zipfile, openpyxl, time
from huzhu.enrolment.formats import read_table
from huzhu.enrolment.formats import tables
from factories.enrolment import *
def show(label, content, name="x.xlsx"):
    t=time.time()
    try:
        r=read_table(content,name); print(label,"->",r.sheet,r.header_row_no,len(r.lines),r.lines[0][0], [dict(x.values) for x in r.rows(0,1)])
    except Exception as e: print(label,"->",type(e).__name__, str(e)[:160])
    print("   %.2fs"%(time.time()-t))
def ox(f):
    wb=openpyxl.Workbook(); f(wb); b=io.BytesIO(); wb.save(b); return b.getvalue()
def test_x():
    show("ok", as_xlsx(lines(3), above=[["某单位名册"],[]]))
    def f(wb):
        ws=wb.active; ws.append(HEADER); ws.append(["=1","=A1"]+["=B1"]*8)
    show("formulas", ox(f))
    def g(wb):
        ws=wb.active; ws.append(HEADER); ws.append(line(1)); ws.append(line(2)); ws.merge_cells("B2:B3")
    show("merged", ox(g))
    def h(wb):
        ws=wb.active; ws.append(["a","b"]); ws2=wb.create_sheet("第二"); ws3=wb.create_sheet("空")
    show("wrong sheet", ox(h))
    def h2(wb):
        ws=wb.active; ws.append(["说明"]); ws2=wb.create_sheet("名单"); ws2.append(HEADER); ws2.append(line(1))
    show("second sheet", ox(h2))
    show("empty", b"", )
    show("junkzip", b"PK\x03\x04junkjunk")
    show("junkole", b"\xd0\xcf\x11\xe0"+b"junk"*2000, "x.xls")
    show("png", b"\x89PNG\r\n\x1a\n"+bytes(range(256))*4)
    z=io.BytesIO()
    with zipfile.ZipFile(z,"w",zipfile.ZIP_DEFLATED) as a:
        a.writestr("[Content_Types].xml","<x/>"); a.writestr("xl/worksheets/sheet1.xml", b"0"*(500*1024*1024))
    bomb=z.getvalue(); show("bomb declared %d"%len(bomb), bomb)
    real=(500*1024*1024).to_bytes(4,"little"); lie=(1000).to_bytes(4,"little")
    show("bomb lying", bomb.replace(real, lie))
    def far(wb):
        ws=wb.active; ws.append(HEADER); ws["XFD1048576"]="x"
    show("far", ox(far))
    def far2(wb):
        ws=wb.active; ws.append(HEADER); ws["XFD3"]="x"
    show("wide", ox(far2))
    show("csv", as_csv(lines(2)), "a.csv"); show("gb", as_csv(lines(2), encoding="gb18030"), "a.csv")
    show("no name col", as_csv([["1","2"]], header=["身份证号","手机"]), "a.csv")
    show("300k csv", as_csv([["张三","1"]]*300000, header=["姓名","身份证号"]), "a.csv")
    c=as_xlsx([["张三","1"]]*300000, header=["姓名","身份证号"])
    show("300k", c)
    show("header only", as_xlsx([]))
